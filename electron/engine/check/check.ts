import { asAppError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member } from '../pool/types.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { Volume } from '../volume/volume.ts';
import { createFindings } from './findings.ts';
import type { CheckOptions, Findings } from './findings.ts';
import { checkMarkers } from './markers.ts';
import { checkOperations } from './operations.ts';
import { checkState } from './state.ts';
import { checkTree } from './tree.ts';

/**
 * Looks at a whole pool: volumes that are not what they should be, what dead processes left, copies that differ or are the
 * same, what cannot be read, metadata that will surprise, what is remembered of files that are gone. `repair` changes only
 * what CFS itself left or wrote: part files, half deletions, markers, memory. Nothing that a person wrote.
 * @throws cancelled
 */
export async function checkPool(context: PoolContext, options: CheckOptions): Promise<readonly Finding[]> {
  const findings = createFindings();
  const present = await checkMarkers(context, options.repair, findings);
  const keep = await checkOperations(context, options.repair, findings);
  for (const member of context.members.list()) {
    options.signal?.throwIfAborted();
    if (present.has(member.name)) await checkLeftovers(member, options.repair, findings, keep);
  }
  await checkTree(context.volume, options, findings);
  // What is away is not gone.
  if (present.size === context.members.list().length) await checkState(context, options.repair, findings);
  return findings.list;
}

/** What dead processes left on one volume. A volume that takes no changes is looked at only. */
export async function checkLeftovers(
  member: Member,
  repair: boolean,
  findings: Findings,
  keep: readonly PoolPath[] = [],
): Promise<void> {
  const { volume, name, settings } = member;
  const changes = repair && settings.mode !== 'read-only';
  try {
    const odd = await volume.examine();
    if (changes && odd.some(({ tidied }) => tidied)) await volume.tidyOwnFolder();
    const left = changes ? new Set((await volume.examine()).map(({ path }) => path)) : null;
    for (const { kind, path, what, tidied } of odd) {
      const repaired = tidied && left?.has(path) === false;
      findings.add(kind === 'hidden' || kind === 'own' ? 'orphan-part' : kind, path, [name], what, { repaired });
    }
    await checkParts(volume, name, changes, findings, keep);
  } catch (thrown) {
    findings.add('unreadable', rootPath, [name], asAppError(thrown).message);
  }
}

async function checkParts(
  volume: Volume,
  name: string,
  changes: boolean,
  findings: Findings,
  keep: readonly PoolPath[],
): Promise<void> {
  const found = await volume.findParts({ remove: false, keep });
  const left = new Set(found);
  if (changes && found.length > 0) {
    await volume.findParts({ remove: true, keep });
    for (const path of found) left.delete(path);
    for (const path of await volume.findParts({ remove: false, keep })) left.add(path);
  }
  for (const path of found) {
    const what = 'the rest of a write that never ended: it is removed';
    findings.add('orphan-part', path, [name], what, { repaired: !left.has(path) });
  }
}
