import { afterEach, describe, expect, it } from 'vitest';
import { asAppError, fail } from '../../../shared/errors.ts';
import { baseName, isWithin, joinPath, parentPath, rebasePath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume } from '../volume/volume.ts';
import { bytesOf, diskPool, memoryPool, seeded, textOf } from './fixture.ts';
import type { TestMember, TestPool } from './fixture.ts';
import type { PoolVolume } from './types.ts';

/** The oracle: content per path, null for folders. */
type Tree = Map<PoolPath, string | null>;

async function treeOf(volume: Volume): Promise<Tree> {
  const tree: Tree = new Map();
  const folders: PoolPath[] = [rootPath];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, type } of await volume.list(folder)) {
      const path = joinPath(folder, name);
      if (type === 'directory') folders.push(path);
      tree.set(path, type === 'directory' ? null : await textOf(volume, path));
    }
  }
  return tree;
}

const sorted = (tree: Tree): readonly (readonly [string, string | null])[] =>
  [...tree].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** A volume that fails once, when it is told to: at the n-th change from now. */
interface Fault {
  left: number;
}
const changing: ReadonlySet<string | symbol> = new Set([
  'write',
  'makeDirectory',
  'rename',
  'removeFile',
  'removeDirectory',
  'writeMetadata',
  'readMetadata',
  'moveToTrash',
  'restoreFromTrash',
  'makeHardLink',
  'list',
  'stat',
]);

function failing(volume: Volume, fault: Fault): Volume {
  const hit = (): boolean => {
    if (fault.left === 0) return false;
    fault.left -= 1;
    return fault.left === 0;
  };
  return new Proxy(volume, {
    get(target, key): unknown {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function' || !changing.has(key)) return method;
      return (...args: readonly unknown[]): unknown =>
        hit()
          ? Promise.reject(fail('io', `Calling ${String(key)} on ${target.name}`, 'it was told to fail', 'go on'))
          : Reflect.apply(method, target, args);
    },
  });
}

interface World {
  readonly pool: PoolVolume;
  readonly members: readonly TestMember[];
  readonly plain: readonly Volume[];
  readonly tree: Tree;
  readonly trash: Map<string, Tree>;
  readonly random: () => number;
  index: number;
}

interface Action {
  readonly name: string;
  /** Changes the oracle; false when it must fail. */
  readonly model: () => boolean;
  readonly act: () => Promise<unknown>;
  /** Not an operation of the pool: no failure is put into it. */
  readonly byHand?: boolean;
}

const names = ['a', 'b', 'c', 'é 1', 'file10', 'file9'];

function below(tree: Tree, path: PoolPath): readonly PoolPath[] {
  return [...tree.keys()].filter((other) => isWithin(other, path));
}
const isFolder = (tree: Tree, path: PoolPath): boolean => path === rootPath || tree.get(path) === null;

function nextAction(world: World): Action {
  const { pool, members, tree, trash, random } = world;
  world.index += 1;
  const pick = <T>(list: readonly T[], other: T): T => list[Math.floor(random() * list.length)] ?? other;
  const known = [...tree.keys()];
  const folders = [rootPath, ...known.filter((path) => isFolder(tree, path))];
  const some = (): PoolPath => pick(known, joinPath(rootPath, 'nowhere'));
  const fresh = (): PoolPath => joinPath(pick(folders, rootPath), pick(names, 'a'));
  const content = `${String(world.index)} ${'x'.repeat(Math.floor(random() * 5_000))}`;
  const kind = random();
  if (kind < 0.3) {
    const path = random() < 0.9 ? fresh() : joinPath(some(), 'a');
    return {
      name: `write ${path}`,
      model: () => !tree.has(path) && isFolder(tree, parentPath(path)) && tree.set(path, content).size > 0,
      act: () => pool.write(path, [bytesOf(content)], { size: content.length }),
    };
  }
  if (kind < 0.42) {
    const path = fresh();
    return {
      name: `mkdir ${path}`,
      model: () => !tree.has(path) && tree.set(path, null).size > 0,
      act: () => pool.makeDirectory(path),
    };
  }
  if (kind < 0.62) {
    const [from, to] = [some(), fresh()];
    return {
      name: `rename ${from} to ${to}`,
      model: () => {
        if (!tree.has(from) || tree.has(to) || isWithin(to, from)) return false;
        for (const path of below(tree, from)) {
          tree.set(rebasePath(path, from, to), tree.get(path) ?? null);
          tree.delete(path);
        }
        return true;
      },
      act: () => pool.rename(from, to),
    };
  }
  if (kind < 0.68) {
    const path = some();
    return {
      name: `remove ${path}`,
      model: () => typeof tree.get(path) === 'string' && tree.delete(path),
      act: () => pool.removeFile(path),
    };
  }
  if (kind < 0.75) {
    const path = some();
    return {
      name: `rmdir ${path}`,
      model: () => tree.get(path) === null && below(tree, path).length === 1 && tree.delete(path),
      act: () => pool.removeDirectory(path),
    };
  }
  if (kind < 0.82) {
    const path = some();
    const id = `t${String(world.index)}`;
    return {
      name: `trash ${path}`,
      model: () => {
        if (!tree.has(path)) return false;
        const pieces = below(tree, path);
        trash.set(
          id,
          new Map(pieces.map((piece) => [rebasePath(piece, path, joinPath(rootPath, 'x')), tree.get(piece) ?? null])),
        );
        for (const piece of pieces) tree.delete(piece);
        return true;
      },
      act: () => pool.moveToTrash(path, id),
    };
  }
  if (kind < 0.88) {
    const [id, path] = [pick([...trash.keys()], 'none'), fresh()];
    return {
      name: `restore ${id} to ${path}`,
      model: () => {
        const pieces = trash.get(id);
        if (pieces === undefined || tree.has(path)) return false;
        for (const [piece, text] of pieces) tree.set(rebasePath(piece, joinPath(rootPath, 'x'), path), text);
        return trash.delete(id);
      },
      act: () => pool.restoreFromTrash(id, path),
    };
  }
  // A second copy of a file, as a person or another program makes it; nothing changes for the tree.
  const path = some();
  const target = pick(members, members[0] as TestMember);
  return {
    name: `second copy of ${path} on ${target.name}`,
    byHand: true,
    model: () => typeof tree.get(path) === 'string',
    async act() {
      const [best, ...others] = await pool.copiesOf(path);
      if (best?.entry.type !== 'file') throw fail('not-found', 'Copying', 'it is no file', 'go on');
      if ([best, ...others].some(({ member }) => member === target)) return;
      await pool.ensureDirectory(target, parentPath(path));
      const metadata = await best.member.volume.readMetadata(path);
      await target.volume.write(path, best.member.volume.read(path), { metadata, verify: false });
    },
  };
}

const many = process.env['CFS_TORTURE'] === '1';
const seedsOf = (quick: number): readonly number[] =>
  Array.from({ length: many ? 100 : quick }, (_, index) => index + 1);

async function run(made: TestPool, seed: number, steps: number, withFaults: boolean): Promise<void> {
  const { pool, members } = made;
  const random = seeded(seed);
  const plain = members.map(({ volume }) => volume);
  const faults = members.map((): Fault => ({ left: 0 }));
  for (const [index, member] of members.entries()) member.volume = failing(member.volume, faults[index] ?? { left: 0 });
  const world: World = { pool, members, plain, tree: new Map(), trash: new Map(), random, index: 0 };
  const log: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const { name, model, act, byHand = false } = nextAction(world);
    const before = new Map(world.tree);
    const trashBefore = new Map(world.trash);
    // One failure per action: what is taken back after a second one cannot be promised.
    if (withFaults && !byHand && random() < 0.3) {
      const fault = faults[Math.floor(random() * faults.length)];
      if (fault !== undefined) fault.left = 1 + Math.floor(random() * 6);
    }
    const failure = await act().then(
      () => null,
      (thrown: unknown) => asAppError(thrown),
    );
    const isHit = failure?.message.includes('it was told to fail') === true;
    for (const fault of faults) fault.left = 0;
    const allowed = model();
    log.push(`${name}: ${failure === null ? 'done' : failure.message}`);
    if (isHit) {
      world.tree.clear();
      for (const [path, text] of before) world.tree.set(path, text);
      world.trash.clear();
      for (const [id, pieces] of trashBefore) world.trash.set(id, pieces);
    } else {
      expect(failure === null, log.slice(-8).join('\n')).toBe(allowed);
    }
    if (isHit || step % 10 === 9)
      expect(sorted(await treeOf(pool)), log.slice(-25).join('\n')).toEqual(sorted(world.tree));
  }
  expect(sorted(await treeOf(pool)), log.join('\n')).toEqual(sorted(world.tree));
  expect((await pool.listTrash()).map(({ id }) => id).sort()).toEqual([...world.trash.keys()].sort());
}

describe.each([
  ['memory', (): TestPool => memoryPool(3, { policy: 'round-robin' }), 8, 200],
  ['disk', (): TestPool => diskPool(3, { policy: 'round-robin' }), 2, 100],
] as const)('a pool over %s does what a plain tree does', (_name, make, quick, steps) => {
  let made: TestPool | null = null;
  afterEach(() => made?.close());

  it.each(seedsOf(quick))('[P21] after random operations, seed %i', { timeout: 120_000 }, async (seed) => {
    made = make();
    await run(made, seed, steps, false);
  });

  it.each(seedsOf(quick))('[P21] when volumes fail in between, seed %i', { timeout: 120_000 }, async (seed) => {
    made = make();
    await run(made, seed + 1_000, steps, true);
  });

  it.each(seedsOf(quick))('[P20] [P21] when volumes come and go, seed %i', { timeout: 120_000 }, async (seed) => {
    made = make();
    const { pool, members } = made;
    const random = seeded(seed + 2_000);
    const expected: Tree = new Map();
    for (let index = 0; index < steps; index += 1) {
      if (random() < 0.2) {
        const member = members[Math.floor(random() * members.length)];
        if (member !== undefined) member.isOnline = !member.isOnline;
      }
      if (members.every(({ isOnline }) => !isOnline)) continue;
      const path = joinPath(rootPath, `${names[index % names.length] ?? ''}${String(index)}`);
      const away = members.filter(({ isOnline }) => !isOnline);
      const beforeAway = await Promise.all(away.map(({ volume }) => treeOf(volume)));
      await pool.write(path, [bytesOf(path)], { size: bytesOf(path).length, verify: false });
      expected.set(path, path);
      const old = [...expected.keys()][Math.floor(random() * expected.size)];
      if (old !== undefined && random() < 0.5) {
        const target = joinPath(rootPath, `${baseName(old)}-`);
        const failure = await pool.rename(old, target).then(
          () => null,
          (thrown: unknown) => asAppError(thrown).code,
        );
        expect(failure === null || failure === 'not-found').toBe(true);
        if (failure === null) {
          expected.set(target, expected.get(old) ?? null);
          expected.delete(old);
        }
      }
      expect((await pool.listMerged(rootPath)).missing.map(({ volume }) => volume)).toEqual(
        away.map(({ name }) => name),
      );
      const afterAway = await Promise.all(away.map(({ volume }) => treeOf(volume)));
      expect(afterAway.map(sorted)).toEqual(beforeAway.map(sorted));
    }
    for (const member of members) member.isOnline = true;
    expect(sorted(await treeOf(pool))).toEqual(sorted(expected));
  });
});
