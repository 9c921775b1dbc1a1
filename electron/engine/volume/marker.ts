import { closeSync, constants, existsSync, fstatSync, lstatSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import { policyNames, volumeModes } from '../../../shared/model.ts';
import { reservedFolder } from '../../../shared/path.ts';
import { keepTogetherShape, pinsShape, rulesShape } from '../../../shared/placement-shape.ts';
import { errnoOf, fromErrno } from './errno.ts';
import { fsPath } from './rooted.ts';
import { writeDurably } from './write-durably.ts';

/**
 * The marker `<root>/.cfs/volume.json` is the volume's identity: the root may be mounted elsewhere tomorrow, and a root
 * without it (an unmounted disk) is not the volume. It holds what is needed to import a pool from its volumes.
 */
const id = z.string().min(1).max(64);
const name = z.string().min(1).max(255);
const bytes = z.number().int().nonnegative();

/** Decisions that an import gives back. Earlier programs wrote none, a later one may write others: then absent. */
const settingsShape = z.object({
  mode: z.enum(volumeModes),
  reserve: bytes,
  reserveChosen: z.boolean(),
  limit: bytes.nullable(),
  tags: z.array(z.string().max(1024)).max(1024),
  draining: z.boolean(),
});
const decisionsShape = z.object({
  policy: z.enum(policyNames),
  reserve: bytes.nullable(),
  keepTogether: keepTogetherShape.optional().catch(undefined),
  rules: rulesShape.optional().catch(undefined),
  pins: pinsShape.optional().catch(undefined),
});

const markerShape = z.object({
  version: z.literal(1),
  /** Identity of the volume. */
  id,
  name,
  pool: z.object({ id, name, decisions: decisionsShape.optional().catch(undefined) }),
  settings: settingsShape.optional().catch(undefined),
  /** All volumes of the pool, so that an import can say which are not there. */
  members: z.array(z.object({ id, name })).max(1024).optional().catch(undefined),
  /** When it was written last: of markers that disagree (a volume was away meanwhile) the latest is right. */
  writtenMs: z.number().optional().catch(undefined),
  colour: z.number().int().min(1).max(8),
  mark: z.string().min(1).max(8),
  createdMs: z.number(),
});
export type Marker = z.infer<typeof markerShape>;

/** A marker is small; more than this (bytes) is not one of ours. */
const largestMarker = 1 << 20;

function markerPath(root: string): string {
  return `${root === '/' ? '' : root}/${reservedFolder}/volume.json`;
}

/**
 * Reads a root's marker as data to verify: bounded, no symlinks. Null when there is none.
 * @param through the root by an open handle; `root` is what messages call it
 * @throws offline (the root is missing), denied, io, refused (it is not a marker that this version understands)
 */
export function readMarker(root: string, through: string = root): Marker | null {
  const attempted = `Reading the marker of ${root}`;
  let text: string;
  try {
    if (!lstatSync(fsPath(through)).isDirectory()) {
      throw fail('offline', attempted, 'it is not a folder', 'connect the volume');
    }
    try {
      if (!lstatSync(fsPath(`${through === '/' ? '' : through}/${reservedFolder}`)).isDirectory()) return null;
    } catch (thrown) {
      if (errnoOf(thrown) === 'ENOENT') return null;
      throw thrown;
    }
    const fd = openSync(fsPath(markerPath(through)), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = fstatSync(fd);
      if (size > largestMarker) throw fail('refused', attempted, 'it is too large to be one', 'look at it');
      const buffer = Buffer.alloc(size);
      const length = readSync(fd, buffer, 0, buffer.length, 0);
      text = buffer.toString('utf8', 0, length);
    } finally {
      closeSync(fd);
    }
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === 'ENOENT') {
      try {
        lstatSync(fsPath(through));
        return null;
      } catch {
        throw fail('offline', attempted, 'the folder is not there', 'connect the volume');
      }
    }
    throw fromErrno(thrown, attempted);
  }
  try {
    return markerShape.parse(JSON.parse(text));
  } catch (thrown) {
    throw fail('refused', attempted, 'it is damaged or from a later version', `look at ${markerPath(root)}`, {
      cause: thrown,
    });
  }
}

/**
 * Writes the marker durably, with the time of now. The root must be there: a volume that was just unmounted gets no root
 * anew. @throws denied, read-only, no-space, io
 */
export function writeMarker(root: string, marker: Marker): void {
  try {
    const folder = `${root === '/' ? '' : root}/${reservedFolder}`;
    try {
      mkdirSync(fsPath(folder), { mode: 0o700 });
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EEXIST') throw thrown;
    }
    if (!lstatSync(fsPath(folder)).isDirectory()) {
      throw fail('outside', `Marking ${root} as a volume`, `${folder} is a link`, 'look at it and take it away');
    }
    writeInto(root, marker);
  } catch (thrown) {
    throw fromErrno(thrown, `Marking ${root} as a volume`);
  }
}

function writeInto(at: string, marker: Marker): void {
  writeDurably(markerPath(at), `${JSON.stringify({ ...marker, writtenMs: Date.now() }, null, 2)}\n`);
}

/**
 * Writes the marker anew where it was read, by one handle: when the volume goes in between, the folder that it was
 * mounted on gets none. `decide` answers the next one, or null to leave it.
 * @throws as readMarker and writeMarker do
 */
export function rewriteMarker(root: string, decide: (present: Marker) => Marker | null): void {
  let fd: number;
  try {
    fd = openSync(fsPath(root), constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (thrown) {
    throw fromErrno(thrown, `Marking ${root} as a volume`);
  }
  try {
    const through = existsSync('/proc/self/fd') ? `/proc/self/fd/${String(fd)}/.` : root;
    const present = readMarker(root, through);
    const next = present === null ? null : decide(present);
    if (next !== null) writeInto(through, next);
  } catch (thrown) {
    throw fromErrno(thrown, `Marking ${root} as a volume`);
  } finally {
    closeSync(fd);
  }
}

/** Takes the marker off, so that the folder is no volume any more; trash and journal stay. */
export function removeMarker(root: string): void {
  try {
    rmSync(fsPath(markerPath(root)), { force: true });
  } catch (thrown) {
    throw fromErrno(thrown, `Taking the marker off ${root}`);
  }
}

/**
 * Sees that `root` is the volume `id` now. Writes nothing.
 * @throws offline, with the reason, when it is missing, has no marker or has another volume's
 */
export function checkIdentity(root: string, id: string, through: string = root): void {
  const attempted = `Looking for the volume at ${root}`;
  let marker: Marker | null;
  try {
    marker = readMarker(root, through);
  } catch (thrown) {
    const { code } = fromErrno(thrown, attempted);
    const why =
      code === 'offline'
        ? 'the folder is not there'
        : code === 'refused'
          ? 'its marker is damaged or from a later version'
          : code === 'denied'
            ? 'its marker cannot be read'
            : 'its marker cannot be read (disk error)';
    throw fail('offline', attempted, why, 'connect the volume', {
      cause: thrown,
    });
  }
  if (marker === null) {
    throw fail(
      'offline',
      attempted,
      'the folder has no CFS marker, so the volume is not mounted there',
      'connect the volume',
    );
  }
  if (marker.id !== id) {
    throw fail(
      'offline',
      attempted,
      `another volume (${marker.name} of ${marker.pool.name}) is there`,
      'connect the right volume or remove this one from the pool',
    );
  }
}
