import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from './home.ts';
import { speedAt, stepOf } from './speeds.ts';

const day = 86_400_000;
const MB = 1_000_000;
const within = (speed: number | null, wanted: number): void => {
  expect(speed).not.toBeNull();
  // A step of speed is 9 % wide.
  expect(Math.abs((speed ?? 0) / wanted - 1)).toBeLessThan(0.05);
};

let path: string;
beforeEach(() => (path = mkdtempSync(join(tmpdir(), 'cfs-speeds-'))));
afterEach(() => rmSync(path, { recursive: true, force: true }));

describe('speeds that are kept', () => {
  it('[L73] tell what most bytes went at, and nothing when too few did', () => {
    expect(speedAt({}, 0.2)).toBeNull();
    expect(speedAt({ [stepOf(100 * MB)]: MB }, 0.2)).toBeNull();
    const kept = { [stepOf(20 * MB)]: 10 * MB, [stepOf(100 * MB)]: 60 * MB, [stepOf(180 * MB)]: 30 * MB };
    within(speedAt(kept, 0.05), 20 * MB);
    within(speedAt(kept, 0.2), 100 * MB);
    within(speedAt(kept, 0.8), 180 * MB);
  });

  it('[L73] are there in the next process, and fade with the days', () => {
    const first = openHome(path);
    first.speeds.add('a', { read: {}, write: { [stepOf(50 * MB)]: 400 * MB } }, day);
    first.close();
    const second = openHome(path);
    within(speedAt(second.speeds.find('a').write, 0.5), 50 * MB);
    expect(second.speeds.find('b')).toMatchObject({ read: {}, write: {} });
    // Twenty days later the disk is half as fast: a sixteenth of the old figures counts.
    second.speeds.add('a', { read: { [stepOf(9 * MB)]: 20 * MB }, write: { [stepOf(25 * MB)]: 200 * MB } }, 21 * day);
    within(speedAt(second.speeds.find('a').write, 0.8), 25 * MB);
    within(speedAt(second.speeds.find('a').write, 0.95), 50 * MB);
    within(speedAt(second.speeds.find('a').read, 0.5), 9 * MB);
    second.close();
  });
});
