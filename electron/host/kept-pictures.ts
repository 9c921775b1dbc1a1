import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeenFile } from '../../shared/preview.ts';
import { isSmallPicture, smallKeptMost } from '../../shared/small-picture.ts';
import type { KeptPicturesUse } from '../../shared/small-picture.ts';
import { cacheFolder } from './cache-folder.ts';
import type { WindowSettings } from './settings.ts';

/** Which small picture: of what was seen at a path of a volume, so many points across at most. */
export interface PictureOf {
  /** Id of the volume: names change. */
  readonly volume: string;
  readonly path: string;
  readonly seen: SeenFile;
  readonly edge: number;
}

/** Small pictures on the disk of this computer, never on a volume. Nothing that goes wrong here stops anything. */
export interface KeptPictures {
  /** The bytes of a picture that was kept (`isSmallPicture`); null: there is none, or none of this file. */
  get(of: PictureOf): Promise<Buffer | null>;
  /** Keeps a picture in the place of those of the file as it was before. What is none is left. */
  keep(of: PictureOf, bytes: Buffer): Promise<void>;
  use(): Promise<KeptPicturesUse>;
  /** Removes all of them. @throws what the file system says */
  clear(): Promise<void>;
}

export interface KeptPicturesOptions {
  /** Its own folder: all that is in it may be removed. Made when it is needed, closed to others. */
  readonly folder: string;
  /** Bytes of all of them together; those that were used longest ago go first. */
  readonly most?: number;
  readonly now?: () => number;
}

const usualMost = 200_000_000;
/** When there are too many so much of the limit is left, so that room is not made for each new one. */
const leftShare = 0.9;
/** When it was used last is written down this often at most, ms. */
const touchMs = 3_600_000;

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);

/** Pictures of one file have names that begin alike: a new one takes the place of older ones. */
function placeOf({ volume, path, seen, edge }: PictureOf): { shelf: string; file: string; version: string } {
  const file = hash([volume, path]);
  const { size, mtimeMs, inode } = seen;
  return { shelf: file.slice(0, 2), file, version: `${hash([size, mtimeMs, inode]).slice(0, 16)}-${String(edge)}` };
}

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Small pictures of files in a folder of the system's cache. */
export function keptPictures({ folder, most = usualMost, now = Date.now }: KeptPicturesOptions): KeptPictures {
  /** Bytes of all of them, about; null: not counted yet. Other hosts of this person keep here too. */
  let bytes: number | null = null;
  let problem: string | null = null;
  let tidying: Promise<void> | null = null;

  const all = async (): Promise<Kept[]> => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const found: Kept[] = [];
    for (const name of names) {
      const path = join(folder, name);
      // Another host may be removing them.
      const about = await stat(path).catch(() => null);
      if (about?.isFile() === true) found.push({ path, bytes: about.size, usedMs: about.mtimeMs });
    }
    return found;
  };

  const tidy = async (): Promise<void> => {
    const kept = (await all()).sort((a, b) => a.usedMs - b.usedMs);
    let sum = kept.reduce((total, one) => total + one.bytes, 0);
    const limit = sum > most ? most * leftShare : most;
    for (const one of kept) {
      if (sum <= limit) break;
      await rm(one.path, { force: true });
      sum -= one.bytes;
    }
    bytes = sum;
  };

  const write = async (of: PictureOf, picture: Buffer): Promise<void> => {
    const { shelf, file, version } = placeOf(of);
    await mkdir(join(folder, shelf), { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const others = (await readdir(join(folder, shelf))).filter((name) => name.startsWith(file));
    const [seen] = version.split('-');
    for (const name of others) {
      if (!name.startsWith(`${file}-${seen ?? ''}`)) await rm(join(folder, shelf, name), { force: true });
    }
    const part = join(folder, shelf, `.${randomUUID()}`);
    try {
      await writeFile(part, picture, { mode: 0o600, flag: 'wx' });
      await rename(part, join(folder, shelf, `${file}-${version}`));
    } catch (thrown) {
      await rm(part, { force: true });
      throw thrown;
    }
    if (bytes !== null) bytes += picture.length;
    if (bytes === null || bytes > most) tidying ??= tidy().finally(() => (tidying = null));
    await tidying;
  };

  return {
    async get(of) {
      const { shelf, file, version } = placeOf(of);
      const path = join(folder, shelf, `${file}-${version}`);
      try {
        const about = await stat(path);
        if (about.size > smallKeptMost) return null;
        const picture = await readFile(path);
        if (!isSmallPicture(picture)) return null;
        const seconds = now() / 1000;
        // On a disk that takes no changes it is handed out all the same.
        if (now() - about.mtimeMs > touchMs) await utimes(path, seconds, seconds).catch(() => undefined);
        return picture;
      } catch {
        // Not kept, or gone just now: it is made anew.
        return null;
      }
    },
    async keep(of, picture) {
      if (picture.length > smallKeptMost || !isSmallPicture(picture)) return;
      try {
        await write(of, picture);
        problem = null;
      } catch (thrown) {
        problem = thrown instanceof Error ? thrown.message : String(thrown);
      }
    },
    async use() {
      const kept = await all();
      bytes = kept.reduce((total, one) => total + one.bytes, 0);
      return { folder, pictures: kept.length, bytes, most, problem };
    },
    async clear() {
      // One may be kept at this moment.
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      bytes = null;
      problem = null;
    },
  };
}

/** The small pictures of a host, in the cache of its home: gone as soon as a person does not want them to be kept. */
export function openKeptPictures(home: string, settings: WindowSettings): KeptPictures {
  const pictures = keptPictures({ folder: join(cacheFolder(home), 'pictures') });
  settings.onChange(({ keepPictures }) => {
    // The settings tell what is left when that fails.
    if (!keepPictures) void pictures.clear().catch(() => undefined);
  });
  return pictures;
}
