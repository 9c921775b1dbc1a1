import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', 'renderer');
const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.css') && !name.endsWith('tokens.css'),
);
/** What tokens.css alone may say: a colour, a radius that is not none, a duration, a size of type. */
const owned: Readonly<Record<string, RegExp>> = {
  colour: /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab)\(/i,
  radius: /radius:[^;]*\b[1-9][\d.]*(?:px|%)/,
  duration: /(?:transition|animation)[^:;]*:[^;]*\b[1-9]\d*m?s\b/,
  'size of type': /font(?:-size)?:[^;/]*\b\d[\d.]*px/,
};

describe('[B492] how the window looks is said in one place', () => {
  it.each(Object.keys(owned))('no sheet but tokens.css has a %s of its own', (what) => {
    const found = sheets.flatMap((sheet) =>
      readFileSync(join(root, sheet), 'utf8')
        .split('\n')
        .flatMap((line, at) => (owned[what]?.test(line) === true ? [`${sheet}:${String(at + 1)} ${line.trim()}`] : [])),
    );
    expect(sheets.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
  });
});
