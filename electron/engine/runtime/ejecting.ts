import { setTimeout as pause } from 'node:timers/promises';
import { fail, isAppError } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import { listMounts, mountOf } from '../volume/mounts.ts';
import type { Mount } from '../volume/mounts.ts';
import { ejectable, holdersInWords, holdersOf, unmount } from '../volume/unmount.ts';
import type { Holder } from '../volume/unmount.ts';
import type { PoolContext } from './context.ts';

export interface EjectingDeps {
  /** Every pool that is in use in this process. */
  readonly pools: () => readonly PoolContext[];
  readonly jobs: () => readonly Job[];
  readonly home: string;
  /** Volumes went, or are used again: catalogs and watches follow. */
  readonly moved: () => void;
}

/** What was opened just before is closed by itself within a second; other processes of CFS take a moment, too. */
const patienceMs = 6_000;
const againMs = 250;

/**
 * Takes the disk of a volume away from CFS and unmounts it. Answers the names of the volumes that lie on it. Refused
 * while jobs work on it; if the system refuses, all is as before.
 * @throws offline, unsupported (it is no disk of its own), busy (a job, or another program), denied, io, timeout
 */
export async function eject(deps: EjectingDeps, context: PoolContext, name: string): Promise<readonly string[]> {
  const member = context.member(name);
  const attempted = `Ejecting ${name}`;
  await context.ready();
  if (member.condition().kind === 'offline') {
    throw fail('offline', attempted, 'it is not connected', 'there is nothing to eject');
  }
  const mounts = listMounts();
  const can = ejectable(member.config().root, deps.home, mounts);
  if ('why' in can) throw fail('unsupported', attempted, can.why, 'eject it in the file manager of the system');
  const { mount } = can;
  const affected = deps.pools().flatMap((pool) => {
    const ids = pool.members.list().flatMap(({ id, config }) => (liesOn(config().root, mount, mounts) ? [id] : []));
    return ids.length === 0 ? [] : [{ pool, ids }];
  });
  const working = deps.jobs().find((job) => affected.some(({ pool, ids }) => worksOn(job, pool, ids, mount, mounts)));
  if (working !== undefined) {
    const todo = 'let it end or cancel it, then eject the volume again';
    throw fail('busy', attempted, `“${working.title}” is under way`, todo, { data: { job: working.id } });
  }
  const names = affected.flatMap(({ pool, ids }) =>
    pool.members.list().flatMap((one) => (ids.includes(one.id) ? [one.config().name] : [])),
  );
  const backs = affected.map(({ pool, ids }) => pool.members.leave(ids));
  try {
    deps.moved();
    await unmountSoon(mount, attempted);
  } finally {
    for (const back of backs) back();
    await Promise.all(affected.map(({ pool }) => pool.members.check({ space: false, maxAgeMs: 0 })));
    deps.moved();
  }
  return names;
}

/** A file system that is mounted inside of it is one of its own. */
function liesOn(root: string, mount: Mount, mounts: readonly Mount[]): boolean {
  if (process.platform === 'linux') return mountOf(root, mounts)?.target === mount.target;
  return root === mount.target || root.startsWith(`${mount.target}/`);
}

/** A job whose disks are not known yet may work on any of its pool. */
function worksOn(job: Job, pool: PoolContext, ids: readonly string[], mount: Mount, mounts: readonly Mount[]): boolean {
  if (job.endedMs !== null || job.state === 'interrupted') return false;
  const lanes = job.lanes ?? [];
  // One that copies to a folder of this disk would go on in the empty folder that is left there, of whatever pool it is.
  if (lanes.some((lane) => lane.startsWith('/') && liesOn(lane, mount, mounts))) return true;
  if (job.pool !== pool.id) return false;
  if (lanes.length === 0 || job.counting) return true;
  return pool.members.list().some(({ id, config }) => {
    const { name, root } = config();
    if ((job.perVolume[name] ?? 0) > 0 && ids.includes(id)) return true;
    // A lane is named by one volume of its device.
    const own = mountOf(root, mounts);
    return lanes.includes(name) && (ids.includes(id) || (own !== null && own.source === mount.source));
  });
}

async function unmountSoon(mount: Mount, attempted: string): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    try {
      await unmount(mount, attempted);
      return;
    } catch (thrown) {
      if (!isAppError(thrown, 'busy')) throw thrown;
      const holders = holdersOf(mount.target);
      // What is CFS's own is being closed, and what nobody can tell may be, too; others do not go by themselves.
      const mayEnd = holders.length === 0 || holders.some(({ own }) => own);
      if (!mayEnd || Date.now() > untilMs) throw busyWith(thrown, holders, mount, attempted);
    }
    await pause(againMs);
  }
}

/** Who it is that holds it, where the system tells. */
function busyWith(thrown: Error, holders: readonly Holder[], mount: Mount, attempted: string): Error {
  const inside = listMounts().find(({ target }) => target.startsWith(`${mount.target}/`));
  if (inside !== undefined) {
    return fail('busy', attempted, `another disk is mounted inside of it, at ${inside.target}`, 'eject that one first');
  }
  if (holders.length === 0) return thrown;
  const why = `it is in use by ${holdersInWords(holders)}`;
  return fail('busy', attempted, why, 'close what is open there, then eject it again', { data: { holders } });
}
