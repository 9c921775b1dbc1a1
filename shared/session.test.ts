import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameFromBytes } from './names.ts';
import { secretKey, takeSecret, urlPath, windowAddress } from './session.ts';

function store(): { getItem(key: string): string | null; setItem(key: string, value: string): void } {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

it('[H45] a tab takes its secret from the fragment, keeps it for a reload, and has none otherwise', () => {
  const tab = store();
  expect(takeSecret('', tab)).toBeNull();
  expect(takeSecret(windowAddress('abc-_1').slice(1), tab)).toBe('abc-_1');
  expect(tab.getItem(secretKey)).toBe('abc-_1');
  expect(takeSecret('#/photos', tab)).toBe('abc-_1');
  expect(takeSecret('#s=', store())).toBeNull();
  expect(takeSecret('#s=<script>', store())).toBeNull();
});

it('[H46] a path in an address is its bytes, percent-encoded', () => {
  expect(urlPath('/a b/caf\udce9+é?&=%#')).toBe('/a%20b/caf%E9%2B%C3%A9%3F%26%3D%25%23');
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const encoded = urlPath(nameFromBytes(bytes));
      expect(encoded).toMatch(/^[\w./%-]*$/);
      const decoded = encoded.replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      expect(Buffer.from(decoded, 'latin1').equals(bytes)).toBe(true);
    }),
  );
});
