import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { CatalogStatus } from '../../../shared/model.ts';
import { openCatalogLink } from './child-link.ts';
import type { CatalogLink } from './child-link.ts';
import type { CatalogProcess, ChildPool, ChildVolume } from './child-protocol.ts';
import { openCatalogReader } from './database.ts';
import type { PassTimes } from './device-protocol.ts';
import type { FillMember } from './fill.ts';
import { emptyStatus } from './status.ts';
import { contentsOf, expectedOf, makeVolume } from './store-fixture.ts';

/** A catalog that a real child keeps up to date, of volumes that are folders. */
export interface LiveCatalog {
  readonly base: string;
  readonly path: string;
  readonly members: readonly FillMember[];
  readonly link: CatalogLink;
  /** Process ids of the children so far. */
  readonly pids: readonly number[];
  /** What the child is told. */
  pools(): readonly ChildPool[];
  status(): CatalogStatus;
  /** Says which volumes the host takes for online; all at first. */
  setOnline(ids: readonly string[]): void;
  /** Waits for a status. */
  until(wanted: (status: CatalogStatus) => boolean, ms?: number): Promise<CatalogStatus>;
  /** Waits until the catalog is what a fill from scratch gives, and says in what they differ when it does not come to that. */
  equal(ms?: number): Promise<void>;
  close(): Promise<void>;
}

/** A real child of its own. */
export function spawnChild(): {
  readonly process: CatalogProcess;
  readonly pid: number;
  readonly exited: Promise<void>;
} {
  const child = fork(join(import.meta.dirname, 'child.ts'), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid ?? 0,
    exited: new Promise((resolve) => child.on('exit', () => resolve())),
    process: {
      send: (message) => {
        if (child.connected) child.send(message as never, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => child.on('exit', listener),
      kill: () => child.kill('SIGKILL'),
    },
  };
}

export interface LiveOptions {
  readonly volumes?: readonly string[];
  readonly times?: Partial<PassTimes>;
  /** Before the child starts. */
  readonly fill?: (members: readonly FillMember[]) => void;
  readonly change?: (volume: ChildVolume) => ChildVolume;
}

const pool = 'pool';

export function openLive(options: LiveOptions = {}): LiveCatalog {
  const base = mkdtempSync(join(tmpdir(), 'cfs-live-'));
  const members = (options.volumes ?? ['one', 'two']).map((id) => makeVolume(join(base, id), id));
  options.fill?.(members);
  mkdirSync(join(base, 'home'));
  const path = join(base, 'home', 'catalog.db');
  const pids: number[] = [];
  const exits: Promise<void>[] = [];
  let status = emptyStatus;
  const spawn = (): CatalogProcess => {
    const child = spawnChild();
    pids.push(child.pid);
    exits.push(child.exited);
    return child.process;
  };
  const link = openCatalogLink(spawn, (_pool, next) => (status = next));
  let online = members.map(({ id }) => id);
  const pools = (): readonly ChildPool[] => {
    const volumes = members.map(({ id, name, root }): ChildVolume => {
      const isOnline = online.includes(id);
      const reason = isOnline ? '' : 'away';
      const volume = { id, name, root, online: isOnline, reason, device: 'disk', network: false };
      return options.change?.(volume) ?? volume;
    });
    return [{ id: pool, path, volumes, ...(options.times === undefined ? {} : { times: options.times }) }];
  };
  link.setPools(pools());

  const contents = (): unknown => {
    const db = openCatalogReader(path);
    if (db === null) return null;
    try {
      return contentsOf(db);
    } finally {
      db.close();
    }
  };
  return {
    base,
    path,
    members,
    link,
    pids,
    status: () => status,
    pools,
    setOnline(ids) {
      online = [...ids];
      link.setPools(pools());
    },
    async until(wanted, ms = 20_000) {
      const end = Date.now() + ms;
      while (!wanted(status)) {
        if (Date.now() > end) throw new Error(`the catalog stays ${JSON.stringify(status)}`);
        await sleep(20);
      }
      return status;
    },
    async equal(ms = 20_000) {
      const end = Date.now() + ms;
      for (;;) {
        const expected = expectedOf(members);
        const found = contents();
        if (isDeepStrictEqual(found, expected)) return;
        if (Date.now() > end) {
          expect(found).toEqual(expected);
          return;
        }
        await sleep(150);
      }
    },
    async close() {
      link.close();
      await Promise.all(exits);
      // Paths may be longer than Node can name.
      execFileSync('rm', ['-rf', base]);
    },
  };
}
