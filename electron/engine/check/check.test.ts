import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Finding } from '../../../shared/model.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { recordText } from '../journal/record.ts';
import type { Intent } from '../pool/intent.ts';
import { openTestPool } from '../transfer/fixture.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { faulty } from '../volume/faulty.ts';
import type { FaultPlan } from '../volume/faulty.ts';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { newPartName, newSidePath, ownProcess } from '../volume/parts.ts';
import { checkLeftovers } from './check.ts';
import { createFindings } from './findings.ts';
import { checkTree } from './tree.ts';

let folder = '';
let engine: Engine;
let pool: Pool;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-check-')));
  await open();
  pool = await engine.createPool({
    name: 'home',
    volumes: ['disk1', 'disk2'].map((name) => ({ root: disk(name), reserve: 0 })),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  engine = await openEngine({ home: join(folder, 'home') });
}
function disk(name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}
function file(path: string, content: string | Buffer, mtimeMs = 1_700_000_000_000): string {
  const at = join(folder, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
  utimesSync(at, mtimeMs / 1000, mtimeMs / 1000);
  return at;
}

const check = (options: { readonly repair?: boolean; readonly hash?: boolean } = {}): Promise<readonly Finding[]> =>
  pool.check({ repair: options.repair === true, hash: options.hash === true });
const brief = (findings: readonly Finding[]): string[] =>
  findings.map(({ kind, path, volumes, repaired }) =>
    [kind, path, volumes.join('+'), repaired ? 'repaired' : ''].filter((word) => word !== '').join(' '),
  );
/** The name that a process of this host had, which does not live any more. */
const dead = (name: string): string => name.replace(/-\d+-\d+-([0-9a-f]+)$/, '-4194305-1-$1');

describe('what interrupted work left', () => {
  it('[S109] is found without a change, is repaired when that is asked for, and then is gone', async () => {
    file('disk1/kept/a', 'kept');
    await pool.write(parsePath('/b'), [Buffer.from('b')]);
    expect(await check()).toEqual([]);
    const [part, side] = [dead(newPartName()), dead(newSidePath(parsePath('/kept/x')).slice('/kept/'.length))];
    file(`disk1/kept/${part}`, 'half');
    file(`disk2/${side}`, 'half');
    file(`disk1/.cfs/trash/${dead(newPartName())}/info.json`, '{}');
    file(`disk2/.cfs/${dead(newPartName())}`, '{');
    const before = execFileSync('find', [join(folder, 'disk1'), join(folder, 'disk2')], { encoding: 'utf8' });
    const found = [`orphan-part /kept/${part} disk1`, `orphan-part /${side} disk2`];
    const all = brief(await check());
    expect(all).toEqual(expect.arrayContaining(found));
    expect(all).toHaveLength(4);
    expect(execFileSync('find', [join(folder, 'disk1'), join(folder, 'disk2')], { encoding: 'utf8' })).toBe(before);
    const repaired = brief(await check({ repair: true }));
    expect(repaired.sort()).toEqual(all.map((line) => `${line} repaired`).sort());
    expect(await check()).toEqual([]);
    expect(readdirSync(join(folder, 'disk1/kept'))).toEqual(['a']);
  });

  it('[S109] of living processes is let be', async () => {
    file(`disk1/${newPartName()}`, 'under way');
    file(`disk1/.cfs/trash/${newPartName()}/info.json`, '{}');
    expect(await check({ repair: true })).toEqual([]);
    expect(readdirSync(join(folder, 'disk1')).length).toBe(2);
  });

  it('[S110] and only a person can put in order is listed and never changed', async () => {
    file('disk1/.cfs/trash/without-its-place/item', 'precious');
    file('disk1/.cfs/trash/a strange name', 'x');
    file('disk2/.cfs/journal/broken name.json', '{"kind"');
    file('disk2/copy/.cfs/volume.json', '{}');
    file('disk2/.cfs-part-of-mine', 'precious');
    const other = newPartName().replace(/^\.cfs-part-[0-9a-f]{8}/, '.cfs-part-00000000');
    file(`disk2/${other}`, 'theirs');
    const found = [
      'trash /.cfs/trash/without-its-place disk1',
      'trash /.cfs/trash/a strange name disk1',
      'journal /.cfs/journal/broken name.json disk2',
      'orphan-part /copy/.cfs disk2',
      'orphan-part /.cfs-part-of-mine disk2',
      `orphan-part /${other} disk2`,
    ].sort();
    for (const repair of [false, true]) {
      const findings = await check({ repair });
      expect(brief(findings).sort()).toEqual(found);
      for (const finding of findings) expect(finding.repair).not.toBe('');
    }
    expect(readFileSync(join(folder, 'disk1/.cfs/trash/without-its-place/item'), 'utf8')).toBe('precious');
    expect(readFileSync(join(folder, 'disk2/.cfs-part-of-mine'), 'utf8')).toBe('precious');
  });

  it('[S110] of operations that nobody settles is listed: records that are none, of others, of volumes that are gone', async () => {
    const [one, two] = (await pool.info()).volumes;
    const on = (volumes: readonly string[]): Intent => ({
      kind: 'rename',
      from: parsePath('/a'),
      to: parsePath('/b'),
      on: volumes.map((volume) => ({ volume, type: 'file', size: 1, mtimeMs: 1, inode: '1:1' })),
    });
    const owner = { ...ownProcess(), pid: 4_194_305, start: '1' };
    const id = one?.id ?? '';
    const records = {
      damaged: '{"version":1',
      foreign: recordText('foreign', pool.id, id, { ...owner, host: '00000000' }, on([id, two?.id ?? ''])),
      stranger: recordText('stranger', 'another-pool', id, owner, on([id])),
      unknown: recordText('unknown', pool.id, id, owner, on([id, 'gone'])),
    };
    for (const [name, text] of Object.entries(records)) file(`disk1/.cfs/journal/${name}.json`, text);
    const found = (await check({ repair: true })).map(({ kind, path, repair }) => `${kind} ${path} ${repair}`).sort();
    expect(found).toEqual([
      expect.stringMatching(/^journal \/.cfs\/journal\/damaged.json it is no record/),
      expect.stringMatching(/^journal \/.cfs\/journal\/foreign.json an operation of another computer/),
      expect.stringMatching(/^journal \/.cfs\/journal\/stranger.json it is no record/),
      expect.stringMatching(/^journal \/.cfs\/journal\/unknown.json an operation with a volume that the pool does not/),
    ]);
    expect(readdirSync(join(folder, 'disk1/.cfs/journal')).length).toBe(4);
  });

  it('[S109] of a rename on two volumes is settled and told, also from the records on the volumes alone', async () => {
    for (const name of ['disk1', 'disk2']) file(`${name}/a`, 'x');
    const seen = await Promise.all(
      (await pool.info()).volumes.map(async ({ id, name, root }) => {
        const volume = openDiskVolume({ root, name });
        const { type, size, mtimeMs, inode } = await volume.stat(parsePath('/a'));
        await volume.close();
        return { volume: id, type, size, mtimeMs, inode };
      }),
    );
    await check();
    // As a process that was killed between the two left it.
    const owner = { ...ownProcess(), pid: 4_194_305, start: '1' };
    const intent: Intent = { kind: 'rename', from: parsePath('/a'), to: parsePath('/b'), on: seen };
    renameSync(join(folder, 'disk1/a'), join(folder, 'disk1/b'));
    for (const [index, { volume }] of seen.entries()) {
      file(`disk${String(index + 1)}/.cfs/journal/op.json`, recordText('op', pool.id, volume, owner, intent));
    }
    const [first, ...others] = await check({ repair: true });
    expect(first).toMatchObject({ kind: 'half-move', repaired: true });
    expect(brief(others)).toEqual(['duplicate /a disk1+disk2']);
    expect(readdirSync(join(folder, 'disk1/.cfs/journal'))).toEqual([]);
    expect(brief(await check())).not.toContain('half-move /a');
  });

  it('[S110] on a volume in read-only mode is not repaired', async () => {
    const path = file(`disk1/${dead(newPartName())}`, 'half');
    await pool.setVolume('disk1', { mode: 'read-only' });
    const [finding] = await check({ repair: true });
    expect(finding).toMatchObject({ kind: 'orphan-part', repaired: false });
    expect(existsSync(path)).toBe(true);
  });
});

describe('copies', () => {
  it('[S111] that differ are a conflict that says how; the same ones are duplicates; neither is repaired', async () => {
    file('disk1/size', '1');
    file('disk2/size', '22');
    file('disk1/time', 'x');
    file('disk2/time', 'x', 1_700_000_100_000);
    file('disk1/type', 'x');
    file('disk2/type/inside', 'x');
    file('disk1/same', 'x');
    file('disk2/same', 'x');
    for (const repair of [false, true]) {
      const findings = await check({ repair });
      expect(brief(findings)).toEqual([
        'conflict /type disk1+disk2',
        'duplicate /same disk1+disk2',
        'conflict /size disk1+disk2',
        'conflict /time disk1+disk2',
      ]);
      expect(findings[0]?.repair).toContain(
        'disk2 has a folder, disk1 has a file of 1 byte of 2023-11-14 22:13:20 UTC',
      );
    }
  });

  it('[S111] of equal size and time with other contents are found by their hashes, and what cannot be read too', async () => {
    file('disk1/a', 'one');
    file('disk2/a', 'two');
    file('disk1/b', 'same');
    file('disk2/b', 'same');
    file('disk1/c', 'alone');
    expect(brief(await check())).toEqual(['duplicate /a disk1+disk2', 'duplicate /b disk1+disk2']);
    const hashed = await check({ hash: true });
    expect(brief(hashed)).toEqual(['bad-hash /a disk1+disk2', 'duplicate /b disk1+disk2']);
    expect(hashed[1]?.repair).toContain('contents are the same');
    const failing = await checkWith({ faults: [{ method: 'read', call: 2, code: 'io' }] }, true);
    expect(brief(failing)).toContain('unreadable /b disk1');
    expect(brief(failing)).toContain('bad-hash /a disk1+disk2');
  });
});

/** The same look over volumes that fail: `plan` is for disk1. */
async function checkWith(plan: FaultPlan, hash = false): Promise<readonly Finding[]> {
  const failing = openTestPool(folder, {
    limits: [null, null],
    around: (volume) => (volume.name === 'disk1' ? faulty(volume, plan) : volume),
  });
  const findings = createFindings();
  try {
    for (const member of failing.members) await checkLeftovers(member, false, findings);
    await checkTree(failing.context.volume, { repair: false, hash }, findings);
    return findings.list;
  } finally {
    await failing.close();
  }
}

describe('the tree', () => {
  it('[S112] what cannot be listed is told, and the rest is looked at', async () => {
    file('disk1/good/a', 'x');
    file('disk2/good/a', 'xx');
    file('disk2/other/b', 'x', 4_102_444_800_000);
    const findings = brief(await checkWith({ faults: [{ method: 'list', call: 2, code: 'io' }] }));
    expect(findings).toContain('unreadable /good disk1');
    expect(findings).toContain('metadata /other/b disk2');
    const broken = brief(await checkWith({ faults: [{ method: 'examine', code: 'io' }] }));
    expect(broken).toContain('unreadable / disk1');
    expect(broken).toContain('conflict /good/a disk1+disk2');
  });

  it('[S112] times in the future and modes that let nobody read are told; foreign things are named', async () => {
    file('disk1/tomorrow', 'x', Date.now() + 20 * 3_600_000);
    file('disk1/2100', 'x', 4_102_444_800_000);
    const closed = file('disk2/closed/inside', 'x');
    chmodSync(closed, 0o000);
    mkdirSync(join(folder, 'disk1/lost+found'));
    const findings = await check();
    const expected = ['foreign /lost+found disk1', 'metadata /2100 disk1', 'metadata /closed/inside disk2'];
    expect(brief(findings).sort()).toEqual(expected);
    expect(findings.find(({ path }) => path === '/2100')?.repair).toContain('2100-01-01');
    expect(findings.find(({ path }) => path === '/closed/inside')?.repair).toContain('000');
    expect(statSync(closed).mode & 0o777).toBe(0);
  });

  it('[S112] a cancel ends it', async () => {
    file('disk1/a/b/c', 'x');
    const stop = new AbortController();
    const work = pool.check({ repair: false, hash: false, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('markers', () => {
  it('[S113] a volume that is away, has no marker or another one is told with the way back', async () => {
    cpSync(join(folder, 'disk1/.cfs'), join(folder, 'kept'), { recursive: true });
    rmSync(join(folder, 'disk1/.cfs'), { recursive: true });
    const [gone] = await check({ repair: true });
    expect(gone).toMatchObject({ kind: 'marker', volumes: ['disk1'], repaired: false });
    expect(gone?.repair).toContain('no CFS marker');
    cpSync(join(folder, 'disk2/.cfs'), join(folder, 'disk1/.cfs'), { recursive: true });
    const [other] = await check({ repair: true });
    expect(other?.repair).toContain('another volume (disk2 of home) is there');
    rmSync(join(folder, 'disk1/.cfs'), { recursive: true });
    cpSync(join(folder, 'kept'), join(folder, 'disk1/.cfs'), { recursive: true });
    expect(await check()).toEqual([]);
  });

  it('[S113] a damaged marker that names the volume is written anew on repair; one that does not is let be', async () => {
    const path = join(folder, 'disk1/.cfs/volume.json');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.slice(0, whole.length / 2));
    expect(brief(await check())).toEqual(['marker / disk1']);
    expect(brief(await check({ repair: true }))).toEqual(['marker / disk1 repaired']);
    expect(await check()).toEqual([]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pool: { id: pool.id }, name: 'disk1' });
    writeFileSync(path, '{"version":1,"id":"someone else');
    expect(brief(await check({ repair: true }))).toEqual(['marker / disk1']);
    expect(readFileSync(path, 'utf8')).toContain('someone else');
  });

  it('[S113] former settings are written anew on repair; a marker of another pool is for a person', async () => {
    const path = join(folder, 'disk1/.cfs/volume.json');
    const marker = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...marker, name: 'former' }));
    expect(brief(await check())).toEqual(['marker / disk1']);
    expect(brief(await check({ repair: true }))).toEqual(['marker / disk1 repaired']);
    expect(await check()).toEqual([]);
    writeFileSync(path, JSON.stringify({ ...marker, pool: { id: 'other', name: 'Theirs' } }));
    const [finding] = await check({ repair: true });
    expect(finding).toMatchObject({ kind: 'marker', repaired: false });
    expect(finding?.repair).toContain('Theirs');
  });

  it('[S114] a disk that is mounted elsewhere now is named, and so is a copied disk beside the right one', async (context) => {
    const why = whyNotMounted('ext4');
    if (why !== null) return context.skip(why);
    const stick = mountNew('ext4', { sizeMiB: 16 });
    try {
      cpSync(join(folder, 'disk1/.cfs'), join(stick.path, '.cfs'), { recursive: true });
      const [clone] = await check();
      expect(clone).toMatchObject({ kind: 'marker', volumes: ['disk1'] });
      expect(clone?.repair).toContain(`${stick.path} has its identity too`);
      rmSync(join(folder, 'disk1'), { recursive: true });
      const [moved] = await check();
      expect(moved?.repair).toContain(`it is at ${stick.path} now`);
      await pool.addVolume({ root: stick.path });
      expect(brief(await check())).toEqual(['foreign /lost+found disk1']);
    } finally {
      stick.unmount();
    }
  });
});

describe('what is remembered', () => {
  it('[S115] of files that are gone is told and forgotten on repair, not while a volume is away', async () => {
    const path = parsePath('/a');
    await pool.write(path, [Buffer.from('x')]);
    await pool.write(parsePath('/b'), [Buffer.from('x')]);
    for (const name of ['disk1', 'disk2']) rmSync(join(folder, name, 'a'), { force: true });
    expect(brief(await check())).toEqual(['catalog /']);
    expect(brief(await check({ repair: true }))).toEqual(['catalog / repaired']);
    expect(await check()).toEqual([]);
    await pool.write(parsePath('/c'), [Buffer.from('x')]);
    const [written] = await pool.copies(parsePath('/c'));
    const other = written?.volume === 'disk1' ? 'disk2' : 'disk1';
    renameSync(join(folder, written?.volume ?? '', 'c'), join(folder, other, 'c'));
    expect(brief(await check({ repair: true }))).toEqual(['catalog / repaired']);
    expect((await pool.why(parsePath('/c'))).atMs).toBeNull();
    const [copy] = await pool.copies(parsePath('/b'));
    const holder = join(folder, copy?.volume ?? '');
    renameSync(holder, `${holder}-away`);
    expect(brief(await check({ repair: true }))).toEqual([`marker / ${copy?.volume ?? ''}`]);
    renameSync(`${holder}-away`, holder);
    expect((await pool.details(parsePath('/b'))).why).not.toBeNull();
    expect(await check()).toEqual([]);
  });
});
