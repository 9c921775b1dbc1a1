import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import { writeDurably } from '../volume/write-durably.ts';
import type { Database } from './database.ts';
import { emptyConfig, faultOf, parseConfig } from './config-shape.ts';
import type { Config } from './config-shape.ts';

/** The configuration of one home, which several processes may read and change. */
export interface ConfigFile {
  readonly path: string;
  /** The present configuration; read again when the file changed. @throws AppError refused (damaged), denied, io */
  read(): Config;
  /**
   * One decision: reads, lets `decide` make the next configuration, writes it, all while no other process decides.
   * What `decide` throws leaves everything as it was.
   */
  change<T>(decide: (config: Config) => { readonly config: Config; readonly result: T }): T;
}

/** Changes made by this process, to any home: what was read before one may be old. */
let changes = 0;

export function openConfig(home: string, database: () => Database): ConfigFile {
  const path = join(home, 'config.json');
  let known: { readonly stamp: string; readonly config: Config } | null = null;

  const stampOf = (): string | null => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? null : `${String(stat.ino)} ${String(stat.size)} ${String(stat.mtimeNs)}`;
  };

  /** Once per turn of the event loop: putting 20,000 files must not look at the file 100,000 times. */
  let freshAt: number | null = null;
  const fresh = (config: Config): Config => {
    if (freshAt === null) setImmediate(() => (freshAt = null)).unref();
    freshAt = changes;
    return config;
  };

  const read = (): Config => {
    if (freshAt === changes && known !== null) return known.config;
    const stamp = stampOf();
    if (stamp === null) return emptyConfig;
    if (known?.stamp === stamp) return fresh(known.config);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw fail('denied', `Reading the configuration ${path}`, why, 'check its permissions', { cause: thrown });
    }
    let config: Config;
    try {
      config = parseConfig(text);
    } catch (thrown) {
      const why = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
      throw fail(
        'refused',
        `Reading the configuration ${path}`,
        `it is damaged (${why})`,
        'put a backup in its place, or move it away and add the volumes again; nothing on the volumes is lost',
        { cause: thrown },
      );
    }
    known = { stamp, config };
    return fresh(config);
  };

  return {
    path,
    read,
    change(decide) {
      return database().exclusively(() => {
        freshAt = null;
        const { config, result } = decide(read());
        // What a program gave may not be what its types promise: nothing is written that could not be read again.
        const fault = faultOf(config);
        if (fault !== null) throw fail('invalid', 'Changing the configuration', fault, 'give another value');
        // A file that is a link to one elsewhere stays one.
        const target = stampOf() === null ? path : realpathSync(path);
        writeDurably(target, `${JSON.stringify(config, null, 2)}\n`);
        known = null;
        changes += 1;
        return result;
      });
    },
  };
}
