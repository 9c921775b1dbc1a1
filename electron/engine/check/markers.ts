import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { asAppError } from '../../../shared/errors.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { OpenMember } from '../runtime/members.ts';
import { markedDisks } from '../runtime/probe.ts';
import type { MarkedDisk } from '../runtime/probe.ts';
import { markerOf } from '../runtime/volumes.ts';
import { checkIdentity, readMarker, writeMarker } from '../volume/marker.ts';
import { isWritable, placeIn } from '../volume/mounts.ts';
import { fsPath } from '../volume/rooted.ts';
import type { Findings } from './findings.ts';

/**
 * Looks at the identity of each volume: is it there, is its marker whole and right, is there a second disk with the same
 * identity. Repairs a damaged marker that still names the volume, and one that tells former settings. Answers the names of
 * the volumes that are there.
 */
export async function checkMarkers(
  context: PoolContext,
  repair: boolean,
  findings: Findings,
): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  const disks = await markedDisks(context.engine.home);
  for (const member of context.members.list()) {
    const { kind, reason } = member.condition();
    if (kind === 'failing') {
      findings.add('marker', rootPath, [member.name], `it does not answer (${reason}): look at the disk and its cable`);
      continue;
    }
    const absent = kind === 'offline' ? reason : whyAbsent(member);
    if (absent !== null) await checkAbsent(context, member, { disks, reason: absent, repair }, findings);
    else {
      present.add(member.name);
      checkPresent(context, member, repair, findings);
      checkTwins(member, disks, findings);
    }
  }
  return present;
}

/** Why the right volume is not at its root now; null when it is. A volume in use is believed for a moment. */
function whyAbsent(member: OpenMember): string | null {
  try {
    checkIdentity(member.config().root, member.id);
    return null;
  } catch (thrown) {
    const [, why = 'it is not there'] = asAppError(thrown).message.split(': ');
    return why;
  }
}

function checkTwins(member: OpenMember, disks: readonly MarkedDisk[], findings: Findings): void {
  const here = placeIn(member.config().root);
  for (const { root, marker } of disks) {
    const there = placeIn(root);
    if (marker.id !== member.id || (there.device === here.device && there.path === here.path)) continue;
    const todo = `${root} has its identity too, as a copied disk has: delete .cfs/volume.json on the copy`;
    findings.add('marker', rootPath, [member.name], todo);
  }
}

async function checkAbsent(
  context: PoolContext,
  member: OpenMember,
  {
    disks,
    reason,
    repair,
  }: { readonly disks: readonly MarkedDisk[]; readonly reason: string; readonly repair: boolean },
  findings: Findings,
): Promise<void> {
  const { root } = member.config();
  const names = [member.name];
  const elsewhere = disks.find(({ marker }) => marker.id === member.id);
  if (elsewhere !== undefined) {
    findings.add(
      'marker',
      rootPath,
      names,
      `it is at ${elsewhere.root} now: "cfs volume add ${elsewhere.root}" takes it up`,
    );
    return;
  }
  if (isDamagedMarkerOf(root, member.id)) {
    const what = `the marker at ${root} is damaged and still names this volume: it is written anew`;
    if (repair && rewrite(context, member)) {
      await context.info();
      findings.add('marker', rootPath, names, what, { repaired: true });
    } else findings.add('marker', rootPath, names, what);
    return;
  }
  findings.add('marker', rootPath, names, `connect it, or remove it from the pool (${reason})`);
}

function checkPresent(context: PoolContext, member: OpenMember, repair: boolean, findings: Findings): void {
  const { root } = member.config();
  const marker = readMarker(root);
  if (marker === null) return;
  if (marker.pool.id !== context.id) {
    const other = `its marker says that it belongs to the pool ${marker.pool.name} (${marker.pool.id})`;
    findings.add('marker', rootPath, [member.name], `${other}: remove it from one of the two pools`);
    return;
  }
  const { writtenMs, ...told } = marker;
  const right = markerOf(context.config(), member.config(), marker.createdMs);
  // On a disk that takes no writes it cannot be right, and only an import would ask for it.
  if ((writtenMs !== undefined && isDeepStrictEqual(told, right)) || !isWritable(root)) return;
  const what = 'its marker tells former settings of the pool: it is written anew';
  findings.add('marker', rootPath, [member.name], what, { repaired: repair && rewrite(context, member) });
}

/** Answers whether it is written. */
function rewrite(context: PoolContext, member: OpenMember): boolean {
  try {
    writeMarker(member.config().root, markerOf(context.config(), member.config()));
    return true;
  } catch {
    return false;
  }
}

/** True when there is a marker that cannot be read as one, and its beginning names this volume. */
function isDamagedMarkerOf(root: string, id: string): boolean {
  try {
    readMarker(root);
    return false;
  } catch {
    try {
      const path = fsPath(`${root}/.cfs/volume.json`);
      const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const start = Buffer.alloc(4096);
        const length = readSync(fd, start, 0, start.length, 0);
        return start.toString('latin1', 0, length).includes(JSON.stringify(id));
      } finally {
        closeSync(fd);
      }
    } catch {
      return false;
    }
  }
}
