import type { CopiedClip, SystemClip } from '../../shared/contract.ts';
import { parsePath } from '../../shared/path.ts';
import type { Engine } from '../engine/api.ts';
import { wholeFile } from './whole-file.ts';

/** The clipboard of the system, where a host can reach it: files by their real paths. */
export interface SystemClipboard {
  write(files: readonly string[]): Promise<void>;
  /** Real paths of the files on it, whoever put them there; none when it holds something else. */
  read(): Promise<readonly string[]>;
  clear(): Promise<void>;
}

/** More than so many are kept in the window only: systems and programs choke on longer lists. */
const mostFiles = 5_000;

/** What is on the clipboard of the system from here. */
interface Own extends CopiedClip {
  readonly files: readonly string[];
}

/**
 * Cut and copied entries on the system's clipboard (decision 0030). Other programs get real files to copy, never to move:
 * they know nothing of other copies, of rules and of the trash. When what is read back is what was written last, it is
 * ours, with its verb.
 */
export function createClipboard(engine: Engine, system: SystemClipboard) {
  let own: Own | null = null;

  return {
    /** Answers what other programs cannot get as one file: folders on several volumes, names that are not text. */
    async write({
      pool: name,
      verb,
      paths,
    }: CopiedClip): Promise<{ readonly written: number; readonly left: string[] }> {
      const pool = await engine.pool(name);
      const files: string[] = [];
      const left: string[] = [];
      for (const path of paths.slice(0, mostFiles)) {
        const file = await wholeFile(pool, parsePath(path));
        if (file === null) left.push(path);
        else files.push(file);
      }
      left.push(...paths.slice(mostFiles));
      own = files.length === 0 ? null : { pool: pool.id, verb, paths, files };
      if (files.length > 0) await system.write(files);
      return { written: files.length, left };
    },

    async read(): Promise<SystemClip> {
      const files = await system.read();
      if (own !== null && own.files.length === files.length && own.files.every((file, at) => file === files[at])) {
        return { own: { pool: own.pool, verb: own.verb, paths: own.paths }, files: [] };
      }
      own = null;
      return { own: null, files };
    },

    /** What was cut is not cut any more. What others put there meanwhile stays. */
    async clear(): Promise<void> {
      const { own: ours } = await this.read();
      own = null;
      if (ours !== null) await system.clear();
    },
  };
}
