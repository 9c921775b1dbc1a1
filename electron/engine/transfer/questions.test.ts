import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, OnConflict, Question } from '../../../shared/model.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { faulty } from '../volume/faulty.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { startCopy, startGet, startMove, startPut, startReceive } from './transfer.ts';

let base = '';
let pool: TestPool;
/** Jobs do not keep a process alive by themselves. */
let alive: NodeJS.Timeout;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-questions-'));
  alive = setInterval(() => undefined, 1000);
  pool = openTestPool(base);
});
afterEach(async () => {
  clearInterval(alive);
  await pool.close();
  rmSync(base, { recursive: true, force: true });
});

const at = parsePath;
const ask = { onConflict: 'ask' } as const;

function file(path: string, content: string, seconds = 1_000_000_000): string {
  const whole = join(base, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, content);
  utimesSync(whole, seconds, seconds);
  return whole;
}

async function there(path: string, content: string, seconds?: number): Promise<void> {
  const source = file(`there${path}`, content, seconds);
  const { state } = await (await startPut(pool.context, [source], at(path), { destination: 'as' })).ended;
  expect(state).toBe('done');
}

/** Contents of every file of the pool by its path, read from the disks. */
function tree(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name } of pool.members) {
    for (const entry of readdirSync(join(base, name), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const relative = path.slice(join(base, name).length);
      if (!entry.isFile() || relative.startsWith('/.cfs/')) continue;
      expect(found).not.toHaveProperty([relative]);
      found[relative] = readFileSync(path, 'utf8');
    }
  }
  return found;
}

const questions = (job: JobHandle): readonly Question[] => pool.context.jobs.questions(job.id).questions;
const open = (job: JobHandle): readonly Question[] => questions(job).filter(({ state }) => state === 'open');
const trash = async (): Promise<string[]> => (await pool.context.volume.listTrash()).map(({ path }) => path).sort();

/** Waits until the job has done all else. */
async function asking(job: JobHandle, count: number): Promise<readonly Question[]> {
  await vi.waitFor(() => expect(job.snapshot()).toMatchObject({ state: 'running', asking: true, questions: count }));
  await vi.waitFor(() => expect(open(job).filter(({ contents }) => contents === 'comparing')).toEqual([]));
  return open(job);
}

async function done(job: JobHandle): Promise<Job> {
  const end = await job.ended;
  expect({ state: end.state, errors: end.errors, open: end.questions }).toEqual({ state: 'done', errors: [], open: 0 });
  return end;
}

describe('a copy with names that are taken', () => {
  it('[T151] goes on with all else, and ends when each is answered', async () => {
    await there('/in/a.txt', 'old', 1_000);
    await there('/in/b.txt', 'old', 5_000);
    await there('/in/c.txt', 'old', 1_000);
    for (const name of ['a', 'b', 'c', 'd']) file(`in/${name}.txt`, `new ${name}`, 3_000);
    const job = await startPut(pool.context, [join(base, 'in')], rootPath, ask);
    const asked = await asking(job, 3);
    expect(tree()).toEqual({ '/in/a.txt': 'old', '/in/b.txt': 'old', '/in/c.txt': 'old', '/in/d.txt': 'new d' });
    expect(asked[0]).toMatchObject({
      path: '/in/a.txt',
      kind: 'newer',
      contents: 'different',
      choices: ['replace', 'keep-both', 'skip'],
      keepBothAs: 'a (2).txt',
      incoming: { type: 'file', size: 5, mtimeMs: 3_000_000, volume: '' },
      existing: { type: 'file', size: 3, mtimeMs: 1_000_000, volume: expect.stringMatching(/^disk/) as string },
      answer: null,
      state: 'open',
    });
    expect(asked.map(({ kind }) => kind)).toEqual(['newer', 'older', 'newer']);
    const [a, b, c] = asked.map(({ id }) => id);
    const answer = (question = 0, choice: 'replace' | 'keep-both' | 'skip') =>
      pool.context.jobs.answer(job.id, [{ question, choice }]);
    expect(answer(a, 'replace')).toBe(2);
    expect(answer(b, 'keep-both')).toBe(1);
    await vi.waitFor(() => expect(tree()).toMatchObject({ '/in/a.txt': 'new a', '/in/b (2).txt': 'new b' }));
    expect(job.snapshot().state).toBe('running');
    expect(answer(c, 'skip')).toBe(0);
    const end = await done(job);
    expect(end).toMatchObject({ filesDone: 3, filesSkipped: 1, filesTotal: 4 });
    expect(tree()).toEqual({
      '/in/a.txt': 'new a',
      '/in/b (2).txt': 'new b',
      '/in/b.txt': 'old',
      '/in/c.txt': 'old',
      '/in/d.txt': 'new d',
    });
    expect(await trash()).toEqual(['/in/a.txt']);
  });

  it('[T151] what is answered together is copied together, with shared syncs', async () => {
    await pool.close();
    let copies = 0;
    pool = openTestPool(base, {
      around: (volume) =>
        faulty(volume, {
          before(call) {
            if (call === 'copyIn') copies += 1;
          },
        }),
    });
    for (let i = 0; i < 60; i += 1) file(`disk1/in/${String(i)}`, 'old', 1_000);
    for (let i = 0; i < 60; i += 1) file(`in/${String(i)}`, `new ${String(i)}`, 3_000);
    const job = await startPut(pool.context, [join(base, 'in')], rootPath, ask);
    await asking(job, 60);
    expect(copies).toBe(0);
    pool.context.jobs.answer(job.id, [], 'replace');
    await done(job);
    const now = tree();
    for (let i = 0; i < 60; i += 1) expect(now[`/in/${String(i)}`]).toBe(`new ${String(i)}`);
    expect(copies).toBe(3);
  });

  it('[T152] same contents need no answer, whatever their times; other contents of one size do', async () => {
    await there('/same', 'abc', 1_000);
    await there('/other', 'abc', 2_000);
    const sources = [file('n/same', 'abc', 9_000), file('n/other', 'abd', 2_000)];
    const job = await startPut(pool.context, sources, rootPath, ask);
    const asked = await asking(job, 1);
    expect(asked).toMatchObject([{ path: '/other', kind: 'same-time', contents: 'different' }]);
    expect(questions(job).find(({ path }) => path === '/same')).toMatchObject({
      kind: 'same-contents',
      contents: 'same',
      answer: 'skip',
      state: 'done',
    });
    pool.context.jobs.answer(job.id, [], 'replace');
    await done(job);
    expect(tree()).toEqual({ '/same': 'abc', '/other': 'abd' });
  });

  it('[T153] one answer may be for all that are alike, or for all; later ones too', async () => {
    for (const name of ['a', 'b', 'c']) await there(`/in/${name}`, 'old', 1_000);
    for (const name of ['x', 'y']) await there(`/in/${name}`, 'old', 9_000);
    for (const name of ['a', 'b', 'c', 'x', 'y']) file(`in/${name}`, `new ${name}`, 3_000);
    const job = await startPut(pool.context, [join(base, 'in')], rootPath, ask);
    const [first] = await asking(job, 5);
    expect(pool.context.jobs.answer(job.id, [{ question: first?.id ?? 0, choice: 'keep-both', alike: true }])).toBe(2);
    expect(pool.context.jobs.answer(job.id, [], 'skip')).toBe(0);
    await done(job);
    expect(Object.keys(tree()).sort()).toEqual(
      ['a', 'a (2)', 'b', 'b (2)', 'c', 'c (2)', 'x', 'y'].map((name) => `/in/${name}`),
    );

    // An answer for all holds for what is met later.
    for (let i = 0; i < 3; i += 1) file(`late/${String(i)}/a`, 'late');
    await there('/late/0/a', 'old');
    await there('/late/2/a', 'old');
    const late = await startPut(pool.context, [join(base, 'late')], rootPath, ask);
    pool.context.jobs.answer(late.id, [], 'replace');
    await done(late);
    expect(tree()).toMatchObject({ '/late/0/a': 'late', '/late/1/a': 'late', '/late/2/a': 'late' });
  });

  it('[T154] a file and a folder never take each other’s place: keep both or leave out', async () => {
    await there('/thing', 'a file');
    await there('/folder/inside', 'x');
    file('n/thing/deep', 'y');
    const job = await startPut(pool.context, [join(base, 'n/thing'), file('n/folder', 'z')], rootPath, ask);
    const asked = await asking(job, 2);
    expect(asked).toMatchObject([
      { path: '/thing', kind: 'types', choices: ['keep-both', 'skip'], keepBothAs: 'thing (2)' },
      { path: '/folder', kind: 'types', choices: ['keep-both', 'skip'], existing: { type: 'directory', size: 0 } },
    ]);
    const [{ id: question } = { id: 0 }] = asked;
    expect(() => pool.context.jobs.answer(job.id, [{ question, choice: 'replace' }])).toThrow(/keep-both or skip/);
    expect(() => pool.context.jobs.answer(job.id, [{ question: 99, choice: 'skip' }])).toThrow(/no question 99/);
    // "Replace all" is no answer for them.
    expect(pool.context.jobs.answer(job.id, [], 'replace')).toBe(2);
    expect(pool.context.jobs.answer(job.id, [], 'keep-both')).toBe(0);
    await done(job);
    expect(tree()).toEqual({ '/thing': 'a file', '/thing (2)/deep': 'y', '/folder/inside': 'x', '/folder (2)': 'z' });
  });

  it('[T155] an answer is for what was shown: what changed meanwhile is asked about again', async () => {
    await there('/a', 'old', 1_000);
    const job = await startPut(pool.context, [file('n/a', 'new')], rootPath, ask);
    const [first] = await asking(job, 1);
    const [copy] = await pool.context.volume.copiesOf(at('/a'));
    file(`${copy?.member.name ?? ''}/a`, 'by another program', 2_000);
    pool.context.jobs.answer(job.id, [{ question: first?.id ?? 0, choice: 'replace' }]);
    await vi.waitFor(() => expect(open(job)).toMatchObject([{ path: '/a', existing: { mtimeMs: 2_000_000 } }]));
    expect(tree()).toEqual({ '/a': 'by another program' });
    rmSync(join(base, copy?.member.name ?? '', 'a'));
    pool.context.jobs.answer(job.id, [], 'skip');
    // Nothing is there any more, so nothing is in its way.
    await done(job);
    expect(tree()).toEqual({ '/a': 'new' });
  });

  it('[T156] cancelled, what was not answered is left out; a pause holds answers back', async () => {
    await there('/a', 'old');
    await there('/b', 'old');
    const job = await startPut(pool.context, [file('n/a', 'new a'), file('n/b', 'new b')], rootPath, ask);
    const [first] = await asking(job, 2);
    pool.context.jobs.pause(job.id);
    pool.context.jobs.answer(job.id, [{ question: first?.id ?? 0, choice: 'replace' }]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(tree()).toEqual({ '/a': 'old', '/b': 'old' });
    pool.context.jobs.resume(job.id);
    await vi.waitFor(() => expect(tree()).toEqual({ '/a': 'new a', '/b': 'old' }));
    pool.context.jobs.cancel(job.id);
    expect(await job.ended).toMatchObject({ state: 'cancelled', errors: [], filesDone: 1, questions: 0 });
    expect(tree()).toEqual({ '/a': 'new a', '/b': 'old' });
    expect(() => pool.context.jobs.answer(job.id, [], 'skip')).toThrow();
  });

  it('[T157] one that waits only for answers holds up no other job', async () => {
    await there('/a', 'old');
    const waiting: JobHandle[] = [];
    for (let i = 0; i < 5; i += 1) {
      const job = await startPut(pool.context, [file(`n${String(i)}/a`, 'new')], rootPath, ask);
      waiting.push(job);
      await asking(job, 1);
    }
    await done(await startPut(pool.context, [file('n/b', 'other')], rootPath));
    for (const { id } of waiting) pool.context.jobs.answer(id, [], 'skip');
    for (const job of waiting) await done(job);
  });
});

it('[T158] moves ask too: what is left out stays, and an emptied folder goes when the last answer came', async () => {
  await there('/to/a', 'old', 1_000);
  await there('/to/b', 'same');
  for (const name of ['a', 'b', 'c']) await there(`/from/to/${name}`, name === 'b' ? 'same' : `new ${name}`, 3_000);
  const job = await startMove(pool.context, [at('/from/to')], rootPath, ask);
  const asked = [...(await asking(job, 2))].sort((a, b) => (a.path < b.path ? -1 : 1));
  expect(asked).toMatchObject([
    { path: '/to/a', contents: 'different' },
    { path: '/to/b', kind: 'same-contents', contents: 'same' },
  ]);
  expect(tree()).toMatchObject({ '/to/c': 'new c', '/from/to/a': 'new a' });
  pool.context.jobs.answer(job.id, [], 'replace');
  await done(job);
  expect(tree()).toEqual({ '/to/a': 'new a', '/to/b': 'same', '/to/c': 'new c' });
  expect((await pool.context.volume.list(at('/from'))).map(({ name }) => name)).toEqual([]);
  expect(await trash()).toEqual(['/to/a', '/to/b']);
});

it('[T158] copies inside the pool and out of it ask too', async () => {
  await there('/x/a', 'mine');
  await there('/a', 'old', 1_000);
  const copy = await startCopy(pool.context, [at('/x/a')], rootPath, ask);
  await asking(copy, 1);
  pool.context.jobs.answer(copy.id, [], 'keep-both');
  await done(copy);
  file('out/a', 'local', 2_000);
  const get = await startGet(pool.context, [at('/a')], join(base, 'out'), ask);
  expect(await asking(get, 1)).toMatchObject([{ existing: { volume: '' }, kind: 'older' }]);
  pool.context.jobs.answer(get.id, [], 'replace');
  await done(get);
  expect(readFileSync(join(base, 'out/a'), 'utf8')).toBe('old');
  expect(tree()).toEqual({ '/x/a': 'mine', '/a': 'old', '/a (2)': 'mine' });
});

describe('an upload with names that are taken', () => {
  const send = async (onConflict: OnConflict, files: Readonly<Record<string, string>>) => {
    const job = await startReceive(pool.context, rootPath, { files: Object.keys(files).length, bytes: 0, onConflict });
    await Promise.all(
      Object.entries(files).map(([path, content]) =>
        job.file(at(path), [Buffer.from(content)], { size: content.length, mtimeMs: 3_000_000 }),
      ),
    );
    job.finish();
    return job;
  };

  it('[T159] takes every file in, and gives each its place when it is answered', async () => {
    for (const name of ['a', 'b', 'c']) await there(`/${name}`, 'old', 1_000);
    await there('/same', 'equal', 1_000);
    const job = await send('ask', { '/a': 'new a', '/b': 'new b', '/c': 'new c', '/d': 'new d', '/same': 'equal' });
    await asking(job, 3);
    expect((await pool.context.volume.stat(at('/d'))).size).toBe(5);
    expect((await pool.context.volume.stat(at('/a'))).size).toBe(3);
    const choices = { '/a': 'replace', '/b': 'keep-both', '/c': 'skip' } as const;
    pool.context.jobs.answer(
      job.id,
      open(job).map(({ id, path }) => ({ question: id, choice: choices[path as keyof typeof choices] })),
    );
    const end = await done(job);
    expect(end).toMatchObject({ filesDone: 3, filesSkipped: 2, bytesDone: 15 });
    expect(tree()).toEqual({
      '/a': 'new a',
      '/b': 'old',
      '/b (2)': 'new b',
      '/c': 'old',
      '/d': 'new d',
      '/same': 'equal',
    });
    expect(await trash()).toEqual(['/a']);
  });

  it('[T159] cancelled, nothing of what was not answered is left on any volume', async () => {
    await there('/a', 'old', 1_000);
    const job = await send('ask', { '/a': 'new a', '/d': 'new d' });
    await asking(job, 1);
    pool.context.jobs.cancel(job.id);
    expect(await job.ended).toMatchObject({ state: 'cancelled', filesDone: 1 });
    expect(tree()).toEqual({ '/a': 'old', '/d': 'new d' });
  });

  it('[T150] "different" compares the contents of what was sent with what is there', async () => {
    await there('/a', 'equal', 1_000);
    await there('/b', 'equal', 3_000);
    const job = await send('different', { '/a': 'equal', '/b': 'EQUAL' });
    expect(await done(job)).toMatchObject({ filesDone: 1, filesSkipped: 1 });
    expect(tree()).toEqual({ '/a': 'equal', '/b': 'EQUAL' });
  });
});
