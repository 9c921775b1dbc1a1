import type { PoolVolume } from '../pool/types.ts';
import { createApart } from '../pool/apart.ts';
import { trashBatch } from '../volume/volume.ts';
import { isInTrash, isRestored, perform } from './perform.ts';
import { makeParents, seenAt } from './perform-parts.ts';
import type { Of } from './perform-parts.ts';
import { pathOf } from './step.ts';
import type { Step } from './step.ts';

/** What came of one step. `thrown` undefined: it was taken. */
export interface Taken {
  readonly performed: readonly Step[];
  readonly thrown?: unknown;
}

/**
 * The steps from `index` on that are taken together: moves to the trash, or restores, that have nothing to do with each
 * other; otherwise one. Always the same for the same steps, so that after a kill the same ones are looked at again.
 */
export function together(steps: readonly Step[], index: number): readonly Step[] {
  const apart = createApart();
  const kind = steps[index]?.do;
  let end = index;
  for (let step = steps[end]; step !== undefined && end - index < trashBatch; step = steps[end]) {
    const isPlain = step.do === 'restore' || (step.do === 'trash' && step.inside === undefined);
    if (end > index && !(isPlain && step.do === kind)) break;
    if (!apart.add(pathOf(step))) break;
    end += 1;
    if (!isPlain) break;
  }
  return steps.slice(index, end);
}

/** Takes the steps that `together` gave. After a kill they go one by one, because some may be taken already. */
export async function performSome(
  pool: PoolVolume,
  steps: readonly Step[],
  isAgain: boolean,
): Promise<readonly Taken[]> {
  const restores = steps.filter((step) => step.do === 'restore');
  const trashes = steps.filter((step) => step.do === 'trash');
  if (steps.length > 1 && !isAgain) {
    if (restores.length === steps.length) return restoreSome(pool, restores);
    if (trashes.length === steps.length) return trashSome(pool, trashes);
  }
  const taken: Taken[] = [];
  for (const step of steps) taken.push(await alone(pool, step, isAgain));
  return taken;
}

async function alone(pool: PoolVolume, step: Step, isAgain: boolean): Promise<Taken> {
  try {
    return { performed: await perform(pool, step, isAgain) };
  } catch (thrown) {
    return { performed: [], thrown };
  }
}

async function trashSome(pool: PoolVolume, steps: readonly Of<'trash'>[]): Promise<readonly Taken[]> {
  const taken = new Map<Step, Taken>();
  const going: Of<'trash'>[] = [];
  for (const step of steps) {
    try {
      if (await isInTrash(pool, step)) taken.set(step, { performed: [step] });
      else going.push(step);
    } catch (thrown) {
      taken.set(step, { performed: [], thrown });
    }
  }
  const requests = going.map(({ path, id, was }) => ({ path, id, ...(was === undefined ? {} : { was }) }));
  const outcomes = await pool.moveManyToTrash(requests);
  for (const [index, step] of going.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok !== false) taken.set(step, { performed: [step] });
    // Alone it may get another id.
    else if (outcome.error.code === 'exists') taken.set(step, await alone(pool, step, false));
    else taken.set(step, { performed: [], thrown: outcome.error });
  }
  return steps.map((step) => taken.get(step) ?? { performed: [] });
}

async function restoreSome(pool: PoolVolume, steps: readonly Of<'restore'>[]): Promise<readonly Taken[]> {
  const taken = new Map<Step, Taken>();
  const coming: { readonly step: Of<'restore'>; readonly made: readonly Step[] }[] = [];
  for (const step of steps) {
    try {
      if (await isRestored(pool, step, false)) taken.set(step, { performed: [step] });
      else coming.push({ step, made: await makeParents(pool, step.path) });
    } catch (thrown) {
      taken.set(step, { performed: [], thrown });
    }
  }
  const outcomes = await pool.restoreManyFromTrash(coming.map(({ step: { id, path } }) => ({ id, path })));
  for (const [index, { step, made }] of coming.entries()) {
    const outcome = outcomes[index];
    // The others may lie in the folders that were made for this one.
    if (outcome?.ok === false) taken.set(step, { performed: made, thrown: outcome.error });
    else taken.set(step, { performed: [...made, { ...step, seen: await seenAt(pool, step.path) }] });
  }
  return steps.map((step) => taken.get(step) ?? { performed: [] });
}
