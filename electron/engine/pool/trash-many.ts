import { asAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { allOf, failed } from '../volume/outcomes.ts';
import type { Outcome, RestoreRequest, TrashItem, TrashRequest } from '../volume/volume.ts';
import { createApart } from './apart.ts';
import type { Folders } from './folders.ts';
import type { Locks } from './locks.ts';
import type { PoolTrash } from './trash.ts';
import type { Member, MemberCopy } from './types.ts';

/** The trash of a pool for several entries at once. */
export interface PoolTrashMany {
  move(requests: readonly TrashRequest[]): Promise<readonly Outcome<TrashItem>[]>;
  restore(requests: readonly RestoreRequest[]): Promise<readonly Outcome<null>[]>;
}

interface Parts {
  readonly trash: Pick<PoolTrash, 'move' | 'restore' | 'toMove' | 'toRestore'>;
  readonly folders: Folders;
  readonly locks: Locks;
}

/**
 * What lies on one volume goes there with the others of that volume, in one call. What several volumes hold goes on its
 * own, with its intent in the journal; so does what is in, or is, one of the others: it sees what those before it left.
 */
export function openPoolTrashMany({ trash, folders, locks }: Parts): PoolTrashMany {
  /** @param together answers null for those that are to go on their own */
  const each = async <R extends { readonly path: PoolPath }, T>(
    requests: readonly R[],
    together: (few: readonly R[]) => Promise<readonly (Outcome<T> | null)[]>,
    alone: (request: R) => Promise<T>,
  ): Promise<readonly Outcome<T>[]> => {
    const apart = createApart();
    const outcomes: (Outcome<T> | undefined)[] = requests.map(() => undefined);
    const few = [...requests.entries()].filter(([, { path }]) => apart.add(path));
    if (few.length > 1) {
      const keys = few.map(([, { path }]) => path);
      const answers = await locks.hold(keys, () => together(few.map(([, request]) => request)));
      for (const [at, [index]] of few.entries()) outcomes[index] = answers[at] ?? undefined;
    }
    for (const [index, request] of requests.entries()) {
      if (outcomes[index] !== undefined) continue;
      try {
        outcomes[index] = { ok: true, value: await alone(request) };
      } catch (thrown) {
        outcomes[index] = failed(asAppError(thrown));
      }
    }
    return allOf(outcomes);
  };

  return {
    move: (requests) =>
      each<TrashRequest, TrashItem>(
        requests,
        async (few) => {
          const found = await Promise.all(few.map(({ path }) => settled(trash.toMove(path))));
          return onMembers(
            few,
            found.map((one) => (one.ok ? placeOf(one.value) : one)),
            (member, some) => member.volume.moveManyToTrash(some),
          );
        },
        ({ path, id, was }) => trash.move(path, id, was),
      ),

    restore: (requests) =>
      each<RestoreRequest, null>(
        requests,
        async (few) => {
          const found = await Promise.all(few.map(({ id, path }) => settled(trash.toRestore(id, path))));
          const places: (Outcome<Member> | null)[] = [];
          const made: { readonly member: Member; readonly folders: readonly PoolPath[] }[] = [];
          for (const [index, one] of found.entries()) {
            const place = one.ok ? placeOf(one.value) : one;
            if (place?.ok !== true) {
              places.push(place);
              continue;
            }
            const member = place.value;
            const parent = parentPath(few[index]?.path ?? ('/' as PoolPath));
            const ensured = await settled(folders.ensure(member, parent));
            places.push(ensured.ok ? place : ensured);
            if (ensured.ok) made.push({ member, folders: ensured.value });
          }
          const outcomes = await onMembers(few, places, (member, some) => member.volume.restoreManyFromTrash(some));
          if (outcomes.some((outcome) => outcome?.ok === false)) {
            // Those that something came into stay.
            for (const one of made.toReversed()) await folders.undo(one.member, one.folders);
          }
          return outcomes;
        },
        async ({ id, path }) => {
          await trash.restore(id, path);
          return null;
        },
      ),
  };
}

async function settled<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (thrown) {
    return failed(asAppError(thrown));
  }
}

/** The one volume that holds it; null: several do. */
function placeOf(held: readonly Pick<MemberCopy, 'member'>[]): Outcome<Member> | null {
  const [only, ...others] = held;
  return only === undefined || others.length > 0 ? null : { ok: true, value: only.member };
}

/** One call for each volume; a call that fails as a whole is the outcome of all in it. */
async function onMembers<R, T>(
  requests: readonly R[],
  places: readonly (Outcome<Member> | null)[],
  call: (member: Member, some: readonly R[]) => Promise<readonly Outcome<T>[]>,
): Promise<readonly (Outcome<T> | null)[]> {
  const outcomes: (Outcome<T> | null)[] = places.map((place) => (place === null || place.ok ? null : place));
  const groups = new Map<Member, { readonly index: number; readonly request: R }[]>();
  for (const [index, request] of requests.entries()) {
    const place = places[index];
    if (place?.ok !== true) continue;
    const group = groups.get(place.value) ?? [];
    groups.set(place.value, group);
    group.push({ index, request });
  }
  await Promise.all(
    Array.from(groups, async ([member, group]) => {
      const answers = await settled(
        call(
          member,
          group.map(({ request }) => request),
        ),
      );
      for (const [at, { index }] of group.entries()) {
        outcomes[index] = answers.ok ? (answers.value[at] ?? null) : answers;
      }
    }),
  );
  return outcomes;
}
