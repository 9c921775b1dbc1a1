import { randomUUID } from 'node:crypto';
import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { DuplicateChoice } from '../../../shared/duplicates.ts';
import { parentPath, parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { seenOf } from '../history/identity.ts';
import type { MemberCopy } from '../pool/types.ts';
import { noteAbsent } from '../transfer/absent.ts';
import { createChanges } from '../transfer/changes.ts';
import { sameContents } from '../transfer/same-contents.ts';
import type { JobRun } from '../transfer/types.ts';
import type { PoolContext } from './context.ts';

/**
 * Moves files to the trash of which another one with the same contents stays. Each is compared with that one byte by
 * byte before it goes, both are seen unchanged in the same moment, and where the one that stays is gone right after (a
 * second process had it the other way round), it comes back.
 * @param gone told of each path that went
 * @throws invalid (nothing named; what stays would go too)
 */
export function startTrashDuplicates(
  context: PoolContext,
  choices: readonly DuplicateChoice[],
  gone: (path: PoolPath) => void,
  signal: AbortSignal | undefined,
): JobHandle {
  const pairs = pairsOf(choices);
  const attempted = 'Moving duplicates to the trash';
  if (pairs.length === 0) throw fail('invalid', attempted, 'nothing was named', 'choose files that have a duplicate');
  const kept = new Set(pairs.map(({ keep }) => keep));
  const both = pairs.find(({ path }) => kept.has(path));
  if (both !== undefined) {
    throw fail('invalid', attempted, `${both.path} would go and stay`, 'choose one that stays in each group');
  }
  const words = pairs.length === 1 ? 'a duplicate' : `${String(pairs.length)} duplicates`;
  const record = context.history.open('trash', `Move ${words} to the trash`);
  const spec = {
    pool: context.id,
    kind: 'trash' as const,
    title: `Moving ${words} to the trash`,
    ...(signal === undefined ? {} : { signal }),
  };
  return context.engine.jobs.start(spec, async (run) => {
    const changes = createChanges(context.transfer.changed);
    run.addTotals(pairs.length, 0);
    try {
      for (let at = 0; at < pairs.length; at += batchFiles) {
        await trashSome(context, run, pairs.slice(at, at + batchFiles), (path, id, copies) => {
          record.trashed(path, id, copies);
          gone(path);
          changes.add(parentPath(path));
          run.item({ path, volume: '', size: copies[0]?.entry.size ?? 0, outcome: 'done' });
        });
      }
      await noteAbsent(
        context.transfer,
        run,
        pairs.map(({ path }) => path),
      );
    } finally {
      changes.flush();
      await record.end(run.id);
    }
  });
}

/** Files that are compared and then moved together. */
const batchFiles = 64;

/** Each path once, whichever choice names it first. */
function pairsOf(choices: readonly DuplicateChoice[]): readonly Pair[] {
  const pairs = new Map<PoolPath, Pair>();
  for (const { keep, go } of choices) {
    for (const one of go) {
      const path = parsePath(one);
      if (!pairs.has(path)) pairs.set(path, { keep: parsePath(keep), path });
    }
  }
  return [...pairs.values()];
}

interface Pair {
  readonly keep: PoolPath;
  readonly path: PoolPath;
}

/** What was compared, as it was then. */
interface Compared extends Pair {
  readonly stays: MemberCopy;
  readonly copies: readonly MemberCopy[];
}

const again = 'look for duplicates again';

/** Compares some, sees that they are as they were, and moves them together, so that they share their syncs. */
async function trashSome(
  context: PoolContext,
  run: JobRun,
  pairs: readonly Pair[],
  went: (path: PoolPath, id: string, copies: readonly MemberCopy[]) => void,
): Promise<void> {
  const { volume } = context;
  const attempt = async (path: PoolPath, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled') || run.signal.aborted) throw thrown;
      run.failed(path, asAppError(thrown));
    }
  };
  const same: Compared[] = [];
  for (const pair of pairs) {
    await run.checkpoint();
    run.current(pair.path);
    await attempt(pair.path, async () => void same.push(await compare(context, run, pair)));
  }
  const ready: Compared[] = [];
  for (const one of same) {
    await attempt(one.path, async () => {
      await refuseChanged(context, one);
      ready.push(one);
    });
  }
  const requests = ready.map(({ path }) => ({ path, id: randomUUID() }));
  const outcomes = requests.length === 0 ? [] : await volume.moveManyToTrash(requests);
  for (const [index, { path, keep, stays, copies }] of ready.entries()) {
    const id = requests[index]?.id ?? '';
    await attempt(path, async () => {
      const outcome = outcomes[index];
      if (outcome?.ok === false) throw outcome.error;
      if (await isThere(stays, keep)) {
        went(path, id, copies);
        return;
      }
      await volume.restoreFromTrash(id, path);
      const why = `${keep}, which was to stay, went away at the same time`;
      throw fail('changed', moving(path), why, 'it was put back');
    });
  }
}

const moving = (path: PoolPath): string => `Moving ${path} to the trash`;

/** Every copy of the file with the one that stays, byte by byte. @throws changed, refused, not-found */
async function compare(context: PoolContext, run: JobRun, { keep, path }: Pair): Promise<Compared> {
  const attempted = moving(path);
  const stays = await oneOf(context, keep, attempted);
  const { copies } = await context.volume.copiesToChoose(path);
  if (copies.length === 0) throw fail('not-found', attempted, 'it is not there any more', again);
  for (const { entry, member } of copies) {
    if (entry.type !== 'file' || entry.size !== stays.entry.size) {
      throw fail('changed', attempted, `it is not what ${keep} is any more`, again);
    }
    if (entry.inode === stays.entry.inode && entry.inode !== '' && entry.links > 1) {
      throw fail('refused', attempted, `it is another name of ${keep}: nothing would be freed`, 'leave it as it is');
    }
    const options = { signal: run.signal };
    const isSame = await sameContents(stays.member.volume.read(keep, options), member.volume.read(path, options));
    if (!isSame) throw fail('changed', attempted, `its contents are not those of ${keep} (on ${member.name})`, again);
  }
  return { keep, path, stays, copies };
}

/** Both are what was compared. @throws changed */
async function refuseChanged(context: PoolContext, { keep, path, stays, copies }: Compared): Promise<void> {
  const { copies: now } = await context.volume.copiesToChoose(path);
  const isUnchanged =
    now.length === copies.length &&
    copies.every((copy) => now.some((one) => one.member === copy.member && isAsBefore(copy, one)));
  if (!isUnchanged) throw fail('changed', moving(path), 'it changed while it was compared', again);
  if (!(await isThere(stays, keep)))
    throw fail('changed', moving(path), `${keep} changed while it was compared`, again);
}

/** The copy of it that opens, when all agree. */
async function oneOf(context: PoolContext, keep: PoolPath, attempted: string): Promise<MemberCopy> {
  const { copies } = await context.volume.copiesToChoose(keep);
  const [first, ...others] = copies;
  if (first === undefined) {
    throw fail('not-found', attempted, `${keep}, which was to stay, is not there`, again);
  }
  if (others.some(({ entry }) => entry.type !== first.entry.type || entry.size !== first.entry.size)) {
    throw fail('refused', attempted, `copies of ${keep}, which was to stay, differ`, 'decide about those first');
  }
  return first;
}

async function isThere(copy: MemberCopy, path: PoolPath): Promise<boolean> {
  try {
    return isAsBefore(copy, { member: copy.member, entry: await copy.member.volume.stat(path) });
  } catch (thrown) {
    if (isAppError(thrown)) return false;
    throw thrown;
  }
}

function isAsBefore(before: MemberCopy, now: MemberCopy): boolean {
  return JSON.stringify(seenOf([before])) === JSON.stringify(seenOf([now]));
}
