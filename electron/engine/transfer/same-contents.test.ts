import { expect, it } from 'vitest';
import { sameContents } from './same-contents.ts';

function chunks(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

it('[T150] contents are compared byte by byte, however they are cut', async () => {
  const text = 'the same words '.repeat(50);
  for (const [a, b] of [
    [1, 7],
    [64, 64],
    [1000, 3],
  ] as const) {
    expect(await sameContents(chunks(text, a), chunks(text, b))).toBe(true);
    expect(await sameContents(chunks(text, a), chunks(`${text}x`, b))).toBe(false);
    expect(await sameContents(chunks(`y${text}`, a), chunks(`z${text}`, b))).toBe(false);
    expect(await sameContents(chunks(`${text}y`, a), chunks(`${text}z`, b))).toBe(false);
  }
  expect(await sameContents([], [new Uint8Array(0)])).toBe(true);
});

it('[T150] the comparison ends at the first difference and closes both streams', async () => {
  let [read, closed] = [0, 0];
  const endless = async function* (byte: number) {
    try {
      for (;;) {
        read += 1;
        await Promise.resolve();
        yield new Uint8Array([byte]);
      }
    } finally {
      closed += 1;
    }
  };
  expect(await sameContents(endless(1), endless(2))).toBe(false);
  expect({ read, closed }).toEqual({ read: 2, closed: 2 });
});
