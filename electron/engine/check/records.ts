import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { readRecord } from '../journal/record.ts';
import { volumeIdOf, volumesOf } from '../pool/intent.ts';
import type { Member } from '../pool/types.ts';
import type { PoolContext } from '../runtime/context.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { Findings } from './findings.ts';

const recordsFolder = '/.cfs/journal' as PoolPath;

/** Records on one volume that no recovery will ever act on, or only another computer's. */
export async function checkRecords(context: PoolContext, member: Member, findings: Findings): Promise<void> {
  const known = new Set(context.volume.members.map(volumeIdOf));
  for (const record of await member.volume.listRecords()) {
    const path = childPath(recordsFolder, `${record.id}.json`);
    const add = (what: string): void => findings.add('journal', path, [member.name], what);
    const read = readRecord(record, context.id, volumeIdOf(member));
    if (read === null) {
      add('it is no record of an operation of this pool on this volume: delete it when nothing is missing');
    } else if (read.owner.host !== ownProcess().host) {
      add('an operation of another computer: it is settled when the pool is opened there');
    } else if (isGone(read.owner) && !volumesOf(read.intent).every((id) => known.has(id))) {
      add('an operation with a volume that the pool does not have: import or add that volume');
    }
  }
}
