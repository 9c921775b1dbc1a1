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
  const pairs = choices.flatMap(({ keep, go }) => go.map((path) => ({ keep: parsePath(keep), path: parsePath(path) })));
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
      for (const { keep, path } of pairs) {
        await run.checkpoint();
        run.current(path);
        try {
          const { id, copies } = await trashOne(context, run, keep, path);
          record.trashed(path, id, copies);
          gone(path);
          changes.add(parentPath(path));
          run.item({ path, volume: '', size: copies[0]?.entry.size ?? 0, outcome: 'done' });
        } catch (thrown) {
          if (isAppError(thrown, 'cancelled') || run.signal.aborted) throw thrown;
          run.failed(path, asAppError(thrown));
        }
      }
      await noteAbsent(
        context.transfer,
        run,
        pairs.map(({ path }) => path),
      );
    } finally {
      changes.flush();
      await record.end();
    }
  });
}

async function trashOne(context: PoolContext, run: JobRun, keep: PoolPath, path: PoolPath) {
  const { volume } = context;
  const attempted = `Moving ${path} to the trash`;
  const todo = 'look for duplicates again';
  const stays = await oneOf(context, keep, attempted);
  const { copies } = await volume.copiesToChoose(path);
  if (copies.length === 0) throw fail('not-found', attempted, 'it is not there any more', todo);
  for (const copy of copies) {
    const { entry, member } = copy;
    if (entry.type !== 'file' || entry.size !== stays.entry.size) {
      throw fail('changed', attempted, `it is not what ${keep} is any more`, todo);
    }
    if (entry.inode === stays.entry.inode && entry.inode !== '' && entry.links > 1) {
      throw fail('refused', attempted, `it is another name of ${keep}: nothing would be freed`, 'leave it as it is');
    }
    const options = { signal: run.signal };
    const isSame = await sameContents(stays.member.volume.read(keep, options), member.volume.read(path, options));
    if (!isSame) throw fail('changed', attempted, `its contents are not those of ${keep} (on ${member.name})`, todo);
  }
  // Nothing came in between: both are what was compared.
  const { copies: nowCopies } = await volume.copiesToChoose(path);
  const isUnchanged =
    nowCopies.length === copies.length &&
    copies.every((copy) => nowCopies.some((now) => now.member === copy.member && isAsBefore(copy, now)));
  if (!isUnchanged) throw fail('changed', attempted, 'it changed while it was compared', todo);
  if (!(await isThere(stays, keep))) throw fail('changed', attempted, `${keep} changed while it was compared`, todo);
  const id = randomUUID();
  await volume.moveToTrash(path, id);
  if (!(await isThere(stays, keep))) {
    await volume.restoreFromTrash(id, path);
    throw fail('changed', attempted, `${keep}, which was to stay, went away at the same time`, 'it was put back');
  }
  return { id, copies };
}

/** The copy of it that opens, when all agree. */
async function oneOf(context: PoolContext, keep: PoolPath, attempted: string): Promise<MemberCopy> {
  const { copies } = await context.volume.copiesToChoose(keep);
  const [first, ...others] = copies;
  if (first === undefined) {
    throw fail('not-found', attempted, `${keep}, which was to stay, is not there`, 'look for duplicates again');
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
