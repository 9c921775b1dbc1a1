import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testCli } from './run-fixture.ts';
import type { TestCli } from './run-fixture.ts';

let base = '';
let cfs: TestCli;
const disks = (): readonly string[] => ['disk1', 'disk2'].map((name) => join(base, name));

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-check-cli-')));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--policy', 'first-fit');
  for (const root of disks()) {
    mkdirSync(root);
    await cfs.ok('volume', 'add', root, '--reserve', '0');
  }
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

it('[C125] a lost home is imported again from its volumes; what is missing is said and joins later', async () => {
  writeFileSync(join(base, 'disk2/kept'), 'kept');
  await cfs.ok('pool', 'set', 'home', '--name', 'Attic');
  rmSync(join(base, 'home'), { recursive: true });
  mkdirSync(join(base, 'bare'));
  const none = await cfs('pool', 'import', join(base, 'bare'));
  expect(none.code).toBe(4);
  expect(none.err).toContain('carries no marker');
  const other = testCli(join(base, 'other'));
  await other.ok('pool', 'create', 'other');
  mkdirSync(join(base, 'third/.cfs'), { recursive: true });
  const marker = readFileSync(join(base, 'disk1/.cfs/volume.json'), 'utf8').replace(/"id": "[0-9a-f]/, '"id": "0');
  writeFileSync(join(base, 'third/.cfs/volume.json'), marker);
  const added = await other('volume', 'add', join(base, 'third'));
  expect(added.code).toBe(0);
  expect(added.err).toContain('was the volume disk1 of the pool Attic, which "cfs pool import" takes over');
  const half = await cfs('pool', 'import', join(base, 'disk1'), '--json');
  expect(half.code).toBe(0);
  expect(JSON.parse(half.out)).toMatchObject({ name: 'Attic', policy: 'first-fit', missing: ['disk2'] });
  expect(half.err).toContain('disk2');
  expect(await cfs.ok('pool', 'import', ...disks())).toBe('The pool Attic has 2 volumes.\n');
  expect(await cfs.ok('cat', '/kept')).toBe('kept');
  expect(await cfs.ok('check')).toBe('all is well\n');
});

it('[C126] check prints one object per finding, exits 1 while any is left and 0 when all were repaired', async () => {
  writeFileSync(join(base, 'disk1/twice'), 'one');
  writeFileSync(join(base, 'disk2/twice'), 'other');
  const part = '.cfs-part-00000000-00000000-1-1-000000000000';
  writeFileSync(join(base, 'disk1', part), '');
  const ran = await cfs('check', '--json', '--hash');
  expect(ran.code).toBe(1);
  const findings = ran.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(findings.map(({ kind, path, volumes, repaired }) => ({ kind, path, volumes, repaired }))).toEqual([
    { kind: 'orphan-part', path: `/${part}`, volumes: ['disk1'], repaired: false },
    { kind: 'conflict', path: '/twice', volumes: ['disk1', 'disk2'], repaired: false },
  ]);
  for (const { repair } of findings) expect(repair).not.toBe('');
  rmSync(join(base, 'disk2/twice'));
  rmSync(join(base, 'disk1', part));
  mkdirSync(join(base, 'disk1/.cfs/trash/.cfs-part-00000000'), { recursive: true });
  const strange = await cfs('check', '--repair');
  expect(strange.code).toBe(1);
  expect(strange.out).toContain('nothing of CFS');
  rmSync(join(base, 'disk1/.cfs/trash'), { recursive: true });
  mkdirSync(join(base, 'disk1/lost+found'));
  const clean = await cfs('check', '--repair');
  expect(clean.code).toBe(0);
  expect(clean.out).toContain('foreign');
  expect(clean.out).toContain('all is well');
});

it('[C126] check shows the first ten of what CFS left that say the same, all of them with -v, --json and -0', async () => {
  for (let index = 0; index < 25; index += 1) {
    for (const [copy, root] of disks().entries())
      writeFileSync(join(root, `same${String(index)}`), 'x'.repeat(copy + 1));
  }
  const count = (text: string): number => text.split('\n').filter((line) => line.startsWith('conflict')).length;
  for (const [copy, root] of disks().entries()) writeFileSync(join(root, 'other'), 'x'.repeat(copy + 1));
  const { out } = await cfs('check');
  // What is about files of the person's is never cut.
  expect(count(out)).toBe(26);
  const all = await cfs('check', '-v');
  expect(all.out).not.toContain('more like these');
  expect((await cfs('check', '--json')).out.trim().split('\n')).toHaveLength(26);
  expect((await cfs('check', '-0')).out.split('\0')).toHaveLength(27);
  for (let index = 0; index < 25; index += 1)
    mkdirSync(join(base, `disk1/f${String(index)}/.cfs`), { recursive: true });
  const hidden = await cfs('check');
  expect(hidden.out.split('\n').filter((line) => line.startsWith('orphan-part'))).toHaveLength(10);
  expect(hidden.out).toMatch(/and \d+ more like these: -v shows all/);
  expect(hidden.out).toContain('51 left to look at');
});

it('[C126] on a terminal check shows how far it is on standard error, and takes the line away', async () => {
  for (let index = 0; index < 50; index += 1) {
    mkdirSync(join(base, `disk1/d${String(index)}`));
    writeFileSync(join(base, `disk1/d${String(index)}/file`), Buffer.alloc(100_000));
  }
  const { out, err, code } = await cfs.onTerminal('check', '--hash');
  expect(code).toBe(0);
  expect(out).toContain('all is well');
  expect(err).toMatch(/checking: [\d,]+ entries/);
  expect(err.endsWith('\r\u001b[K')).toBe(true);
  expect((await cfs('check', '--hash')).err).toBe('');
});
