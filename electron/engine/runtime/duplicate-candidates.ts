import { isAppError } from '../../../shared/errors.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobRun } from '../transfer/types.ts';
import type { PoolContext } from './context.ts';
import type { OpenMember } from './members.ts';

/** A file at a pool path whose size another one has too. */
export interface Candidate {
  readonly path: PoolPath;
  readonly size: number;
  readonly mtimeMs: number;
  /** On online volumes, in pool order; they agree in size and time. */
  readonly members: readonly OpenMember[];
  /** Names of its inode: over 1, all of them are one file, and this is one of them. */
  readonly links: number;
}

export interface Candidates {
  /** By size; those that waste most first. */
  readonly groups: readonly (readonly Candidate[])[];
  /** Files whose copies differ: it is not known which one is meant. */
  readonly undecided: number;
}

interface Limits {
  readonly path: PoolPath;
  /** Bytes. */
  readonly least: number;
}

/** Rows of the catalog in one question: each is answered within some milliseconds, others come in between. */
const pageRows = 20_000;
/** Folders that are listed at the same time. */
const together = 4;
/** Times of copies that coarse file systems rounded. */
const sameTimeMs = 2_000;

/** Files that may be the same, by their sizes: from the catalog when it is up to date, else from the volumes. */
export async function findCandidates(context: PoolContext, run: JobRun, limits: Limits): Promise<Candidates> {
  const found = new Collector(context.members.list());
  const isKnown = await fromCatalog(context, run, limits, found);
  if (!isKnown) await fromVolumes(context, run, limits, found);
  return found.end();
}

/** False: there is no catalog that is up to date. */
async function fromCatalog(context: PoolContext, run: JobRun, limits: Limits, found: Collector): Promise<boolean> {
  const { catalog } = context;
  try {
    if ((await catalog.status()).state !== 'fresh') return false;
    const counts = new Map<number, number>();
    for (let after: number | null = 0; after !== null;) {
      await run.checkpoint();
      const page: { readonly sizes: readonly number[]; readonly last: number | null } = await catalog.read(
        'fileSizes',
        { after, rows: pageRows, least: limits.least },
        { signal: run.signal },
      );
      for (const size of page.sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
      after = page.last;
    }
    const sizes = [...counts].filter(([, count]) => count > 1).map(([size]) => size);
    if (sizes.length === 0) return true;
    for (let after: number | null = 0; after !== null;) {
      await run.checkpoint();
      const page: Awaited<ReturnType<typeof catalog.read<'filesOfSizes'>>> = await catalog.read(
        'filesOfSizes',
        { after, rows: pageRows, sizes, path: limits.path },
        { signal: run.signal },
      );
      for (const { path, volume, size, mtimeUs, links, inode } of page.copies) {
        found.add(path, volume, { size, mtimeMs: mtimeUs / 1000, links, inode: String(inode) });
      }
      after = page.last;
    }
    return true;
  } catch (thrown) {
    // A catalog that cannot be read is no answer; the volumes are.
    if (!isAppError(thrown) || isAppError(thrown, 'cancelled') || run.signal.aborted) throw thrown;
    found.clear();
    return false;
  }
}

async function fromVolumes(context: PoolContext, run: JobRun, limits: Limits, found: Collector): Promise<void> {
  const folders: PoolPath[] = [limits.path];
  while (folders.length > 0) {
    await run.checkpoint();
    const some = folders.splice(-together);
    await Promise.all(
      some.map(async (folder) => {
        run.current(folder);
        const below = new Set<PoolPath>();
        for (const member of context.members.list()) {
          if (!member.state().online) continue;
          for (const entry of await entriesOf(member, folder, run)) {
            const path = childPath(folder, entry.name);
            if (entry.foreign === true) continue;
            if (entry.type === 'directory') below.add(path);
            else if (entry.type === 'file' && entry.size >= limits.least) found.add(path, member.id, entry);
          }
        }
        folders.push(...below);
      }),
    );
  }
}

async function entriesOf(member: OpenMember, folder: PoolPath, run: JobRun) {
  try {
    return await member.volume.list(folder, { signal: run.signal });
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled') || !isAppError(thrown)) throw thrown;
    // Not there on this volume; what cannot be read is said.
    if (!['not-found', 'not-a-directory', 'outside', 'offline'].includes(thrown.code)) run.failed(folder, thrown);
    return [];
  }
}

interface Found {
  readonly size: number;
  readonly mtimeMs: number;
  readonly links: number;
  readonly inode: string;
}

/** Brings copies of one path together, and the names of one inode. */
class Collector {
  private readonly paths = new Map<PoolPath, { copies: { readonly member: OpenMember; readonly entry: Found }[] }>();
  private readonly members: ReadonlyMap<string, OpenMember>;
  private readonly order: readonly OpenMember[];

  constructor(members: readonly OpenMember[]) {
    this.order = members;
    this.members = new Map(members.filter((member) => member.state().online).map((member) => [member.id, member]));
  }

  clear(): void {
    this.paths.clear();
  }

  /** Copies on volumes that are not connected cannot be read: they are left out. */
  add(path: PoolPath, volume: string, { size, mtimeMs, links, inode }: Found): void {
    const member = this.members.get(volume);
    if (member === undefined) return;
    const copy = { member, entry: { size, mtimeMs, links, inode } };
    const known = this.paths.get(path);
    if (known === undefined) this.paths.set(path, { copies: [copy] });
    else known.copies.push(copy);
  }

  end(): Candidates {
    const groups = new Map<number, Candidate[]>();
    const inodes = new Set<string>();
    let undecided = 0;
    const paths = [...this.paths].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, { copies }] of paths) {
      const [first] = copies;
      if (first === undefined) continue;
      const { size, mtimeMs } = first.entry;
      const differs = copies.some(({ entry }) => entry.size !== size || Math.abs(entry.mtimeMs - mtimeMs) > sameTimeMs);
      if (differs) {
        undecided += 1;
        continue;
      }
      const linked = copies
        .filter(({ entry }) => entry.links > 1)
        .map(({ member, entry }) => `${member.id} ${entry.inode}`);
      // Another name of a file that is there already.
      if (linked.some((key) => inodes.has(key))) continue;
      for (const key of linked) inodes.add(key);
      const members = this.order.filter((member) => copies.some((copy) => copy.member === member));
      const links = Math.max(...copies.map(({ entry }) => entry.links));
      const group = groups.get(size);
      const candidate = { path, size, mtimeMs, members, links };
      if (group === undefined) groups.set(size, [candidate]);
      else group.push(candidate);
    }
    this.paths.clear();
    const several = [...groups.values()].filter((group) => group.length > 1);
    const waste = (group: readonly Candidate[]): number => (group[0]?.size ?? 0) * (group.length - 1);
    return { groups: several.sort((a, b) => waste(b) - waste(a)), undecided };
  }
}
