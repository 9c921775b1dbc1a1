import { asAppError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member } from '../pool/types.ts';
import type { PoolContext } from '../runtime/context.ts';
import { createFindings } from './findings.ts';
import type { CheckOptions, Findings } from './findings.ts';
import { checkMarkers } from './markers.ts';
import { checkOperations } from './operations.ts';
import { checkRecords } from './records.ts';
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
    if (!present.has(member.name)) continue;
    await checkLeftovers(member, options.repair, findings, keep);
    await looking(member, findings, () => checkRecords(context, member, findings));
  }
  await checkTree(context.volume, options, findings);
  // What is away is not gone.
  if (present.size === context.members.list().length) await checkState(context, options.repair, findings);
  return findings.list;
}

/**
 * What dead processes left on one volume. A volume that takes no changes is looked at only.
 * @param keep part files that operations which are not settled still need
 */
export function checkLeftovers(
  member: Member,
  repair: boolean,
  findings: Findings,
  keep: readonly PoolPath[] = [],
): Promise<void> {
  const { volume, name, settings } = member;
  const changes = repair && settings.mode !== 'read-only';
  return looking(member, findings, async () => {
    const odd = await volume.examine();
    if (changes && odd.some(({ tidied }) => tidied)) await volume.tidyOwnFolder();
    const left = changes ? new Set((await volume.examine()).map(({ path }) => path)) : null;
    for (const { kind, path, what, tidied } of odd) {
      const repaired = tidied && left?.has(path) === false;
      findings.add(kind === 'hidden' || kind === 'own' ? 'orphan-part' : kind, path, [name], what, { repaired });
    }
    const found = await volume.findParts({ remove: false, keep });
    if (changes && found.length > 0) await volume.findParts({ remove: true, keep });
    const stays = new Set(changes ? await volume.findParts({ remove: false, keep }) : found);
    for (const path of found) {
      const what = 'the rest of a write that never ended: it is removed';
      findings.add('orphan-part', path, [name], what, { repaired: !stays.has(path) });
    }
  });
}

/** Looks at one volume; one that cannot be looked at is a finding and does not stop the check. */
async function looking({ name }: Member, findings: Findings, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (thrown) {
    findings.add('unreadable', rootPath, [name], asAppError(thrown).message);
  }
}
