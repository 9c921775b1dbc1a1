import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { renameOnce } from './publish.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-publish-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('[V126] a folder whose new parent was moved into it by somebody else stays, and is told as changed', () => {
  mkdirSync(join(base, 'outer/inner'), { recursive: true });
  writeFileSync(join(base, 'outer/inner/file'), 'text');
  const attempt = (): void => renameOnce(join(base, 'outer'), join(base, 'outer/inner/outer'), 'Renaming /outer');
  expect(attempt).toThrow(AppError);
  expect(attempt).toThrow(/Renaming \/outer: .* moved into it/);
  expect(existsSync(join(base, 'outer/inner/file'))).toBe(true);
  expect(existsSync(join(base, 'outer/inner/outer'))).toBe(false);
});
