import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Folders } from './folders.ts';
import type { Intent } from './intent.ts';
import type { Journal, Member } from './types.ts';

/** One step on one member, and how it is taken back. */
export interface Step {
  readonly member: Member;
  readonly act: () => Promise<void>;
  readonly undo: () => Promise<void>;
}

/**
 * Takes the steps one after the other; when one fails, those before are taken back and the failure is thrown. What
 * cannot be taken back is named in the error, with `data.left`.
 */
export async function allOrNothing(steps: readonly Step[], attempted: string): Promise<void> {
  const done: Step[] = [];
  for (const step of steps) {
    try {
      await step.act();
      done.push(step);
    } catch (thrown) {
      const error = asAppError(thrown);
      const left: string[] = [];
      for (const { member, undo } of done.toReversed()) {
        await undo().catch((again: unknown) => left.push(`${member.name}: ${asAppError(again).message}`));
      }
      if (left.length === 0) throw error;
      const why = `${error.message}; and what was done before could not be taken back on ${left.join('; ')}`;
      throw fail(error.code, attempted, why, 'look at its copies', { data: { left }, cause: error });
    }
  }
}

/** A step that gives something a name in a folder, which is made on that member, and goes again when the step does. */
export function stepInto(
  folders: Folders,
  member: Member,
  folder: PoolPath,
  act: () => Promise<unknown>,
  undo: () => Promise<unknown>,
): Step {
  let made: readonly PoolPath[] = [];
  return {
    member,
    async act() {
      made = await folders.ensure(member, folder);
      try {
        await act();
      } catch (thrown) {
        await folders.undo(member, made);
        throw thrown;
      }
    },
    async undo() {
      await undo();
      await folders.undo(member, made);
    },
  };
}

/** After a failure of `allOrNothing`: nothing is left of what was done. */
export function isTakenBack(thrown: unknown): boolean {
  return !isAppError(thrown) || (thrown.data as { readonly left?: unknown } | undefined)?.left === undefined;
}

/** The journal of a pool that has none (tests): what is killed stays as it is. */
export const noJournal: Journal = {
  begin: () => Promise.resolve({ end: () => Promise.resolve(), abandon: () => Promise.resolve() }),
  writing: () => Promise.resolve(() => undefined),
};

/**
 * `allOrNothing`, with the intent in the journal until its end. One step alone happens or does not: it needs no
 * journal.
 * @param folder in which the steps made names; they are durable at the end
 * @throws what `allOrNothing` throws, and what the journal throws before anything is done
 */
export async function journalled(
  journal: Journal,
  intent: Intent,
  steps: readonly Step[],
  attempted: string,
  folder: PoolPath | null = null,
): Promise<void> {
  if (steps.length < 2) return allOrNothing(steps, attempted);
  const operation = await journal.begin(intent, [...new Set(steps.map(({ member }) => member))]);
  try {
    await allOrNothing(steps, attempted);
  } catch (thrown) {
    await (isTakenBack(thrown) ? operation.end() : operation.abandon());
    throw thrown;
  }
  if (folder !== null) await settleNames(new Map(steps.map(({ member }) => [member, [folder]])));
  await operation.end();
}

/**
 * Makes new names durable before their intent goes, so that a power cut does not take them from one volume only. What
 * cannot be synced is done all the same: a disk that fails says so at its next write.
 */
export async function settleNames(folders: ReadonlyMap<Member, readonly PoolPath[]>): Promise<void> {
  await Promise.allSettled(Array.from(folders, ([{ volume }, names]) => volume.makeDurable(names)));
}
