import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { asAppError } from '../../shared/errors.ts';
import { baseName, isWithin, joinPath, parentPath, parsePath, rebasePath, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Engine, JobHandle, Pool } from './api.ts';
import { openEngine } from './engine.ts';

/**
 * Model-based: random operations on a real pool of three limited folders, and the same on a map that is obviously
 * right. After every operation both agree on success or failure; after every tenth, on the whole tree.
 */

/** Content of a file, or null for a folder. */
type Model = Map<PoolPath, string | null>;

/** Mulberry32 (public domain, Tommy Ettinger). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function done(job: JobHandle): Promise<void> {
  const ended = await job.ended;
  if (ended.state !== 'done' || ended.errors.length > 0) {
    throw new Error(ended.errors[0]?.error.message ?? `the job ended as ${ended.state}`);
  }
}

async function treeOf(pool: Pool): Promise<Model> {
  const tree: Model = new Map();
  const folders: PoolPath[] = [rootPath];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { entries, missing } = await pool.list(folder);
    expect(missing).toEqual([]);
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      expect(entry.conflict).toBe(false);
      if (entry.type === 'directory') {
        tree.set(path, null);
        folders.push(path);
      } else {
        const chunks: Uint8Array[] = [];
        for await (const chunk of pool.read(path)) chunks.push(chunk);
        tree.set(path, Buffer.concat(chunks).toString());
      }
    }
  }
  return tree;
}

const sorted = (model: Model): readonly (readonly [string, string | null])[] =>
  [...model].sort(([a], [b]) => (a < b ? -1 : 1));

interface World {
  readonly pool: Pool;
  readonly model: Model;
  readonly local: string;
  readonly random: () => number;
}

/** One operation: does it to the model (answers false when the model says that it must fail) and to the pool. */
interface Step {
  readonly name: string;
  readonly model: () => boolean;
  readonly pool: () => Promise<unknown>;
}

const isFolder = (model: Model, path: PoolPath): boolean => path === rootPath || model.get(path) === null;

function addParents(model: Model, path: PoolPath): boolean {
  const parent = parentPath(path);
  if (parent === rootPath) return true;
  if (typeof model.get(parent) === 'string' || !addParents(model, parent)) return false;
  model.set(parent, null);
  return true;
}

function moveInModel(model: Model, from: PoolPath, to: PoolPath): void {
  const inside = [...model].filter(([path]) => isWithin(path, from));
  for (const [path] of inside) model.delete(path);
  for (const [path, content] of inside) model.set(rebasePath(path, from, to), content);
}

function step({ pool, model, local, random }: World, index: number): Step {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const names = ['a', 'b', 'c', 'd e', 'ü', '-x', 'z.txt'];
  const known = [...model.keys()];
  const folders = [rootPath, ...known.filter((path) => model.get(path) === null)];
  const some = (): PoolPath => (known.length > 0 && random() < 0.9 ? pick(known) : parsePath('/nowhere'));
  const fresh = (): PoolPath => joinPath(pick(folders), pick(names));
  const kind = random();
  if (kind < 0.3) {
    const path = fresh();
    const content = `${String(index)} ${'x'.repeat(Math.floor(random() * 9_000))}`;
    return {
      name: `write ${path}`,
      model: () => !model.has(path) && addParents(model, path) && model.set(path, content).size > 0,
      pool: () => pool.write(path, [Buffer.from(content)], { size: Buffer.byteLength(content) }),
    };
  }
  if (kind < 0.42) {
    const path = fresh();
    return {
      name: `mkdir ${path}`,
      model: () => !model.has(path) && model.set(path, null).size > 0,
      pool: () => pool.makeDirectory(path),
    };
  }
  if (kind < 0.52) {
    const [folder, name] = [pick(folders), pick(names)];
    const path = joinPath(folder, name);
    const content = `put ${String(index)}`;
    const source = join(local, String(index));
    mkdirSync(source);
    writeFileSync(join(source, name), content);
    return {
      name: `put ${path}`,
      model: () => !model.has(path) && model.set(path, content).size > 0,
      pool: async () => done(await pool.put([join(source, name)], folder, { destination: 'into' })),
    };
  }
  if (kind < 0.66) {
    const [path, name] = [some(), pick(names)];
    const target = path === rootPath ? path : joinPath(parentPath(path), name);
    return {
      name: `rename ${path} to ${name}`,
      model: () => {
        if (!model.has(path)) return false;
        // To its own name: nothing is to do.
        if (target === path) return true;
        if (model.has(target)) return false;
        moveInModel(model, path, target);
        return true;
      },
      pool: () => pool.rename(path, name),
    };
  }
  if (kind < 0.8) {
    const [path, folder] = [some(), pick(folders)];
    const target = joinPath(folder, baseName(path));
    return {
      name: `move ${path} into ${folder}`,
      model: () => {
        if (!model.has(path) || isWithin(folder, path) || (model.has(target) && !isFolder(model, target))) return false;
        // Folders merge; the model leaves that to a test of its own.
        if (model.has(target)) return false;
        moveInModel(model, path, target);
        return true;
      },
      pool: async () => {
        if (model.has(target) && isFolder(model, target)) throw new Error('left out: folders merge');
        return done(await pool.move([path], folder));
      },
    };
  }
  if (kind < 0.9) {
    const path = some();
    const forEver = random() < 0.5;
    return {
      name: `${forEver ? 'remove' : 'trash'} ${path}`,
      model: () => {
        if (!model.has(path)) return false;
        for (const inside of known.filter((other) => isWithin(other, path))) model.delete(inside);
        return true;
      },
      pool: async () => done(await (forEver ? pool.remove([path], { recursive: true }) : pool.trash([path]))),
    };
  }
  const path = some();
  return {
    name: `rmdir ${path}`,
    model: () =>
      model.get(path) === null && !known.some((other) => other !== path && isWithin(other, path)) && model.delete(path),
    pool: () => pool.removeDirectory(path),
  };
}

const many = process.env['CFS_TORTURE'] === '1';
const seeds = Array.from({ length: many ? 60 : 4 }, (_, index) => index + 1);

describe('a pool does what a plain tree does', () => {
  let engine: Engine | null = null;
  let folder = '';
  afterEach(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(seeds)('[G1] after random operations, seed %i', { timeout: 600_000 }, async (seed) => {
    folder = mkdtempSync(join(tmpdir(), 'cfs-model-'));
    const opened = await openEngine({ home: join(folder, 'home') });
    engine = opened;
    const volumes = [6_000_000, 9_000_000, 12_000_000].map((limit, index) => {
      const root = join(folder, `disk${String(index + 1)}`);
      mkdirSync(root);
      return { root, limit, reserve: 0 };
    });
    const pool = await opened.createPool({ name: 'model', policy: 'round-robin', volumes });
    const world: World = { pool, model: new Map(), local: join(folder, 'local'), random: seeded(seed) };
    mkdirSync(world.local);
    const log: string[] = [];
    const steps = many ? 400 : 120;
    for (let index = 0; index < steps; index += 1) {
      const { name, model, pool: act } = step(world, index);
      // The pool goes first: some steps look at the model as it was.
      const failure = await act().then(
        () => null,
        (thrown: unknown) => asAppError(thrown),
      );
      const expected = model();
      log.push(`${name}: ${failure === null ? 'done' : failure.message}`);
      expect(failure === null, log.slice(-12).join('\n')).toBe(expected);
      if (index % 10 === 9 || index === steps - 1) {
        expect(sorted(await treeOf(pool)), log.join('\n')).toEqual(sorted(world.model));
      }
    }
  });
});
