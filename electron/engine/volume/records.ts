import { lstatSync, unlinkSync } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { makeOwnFolder, ownFolder, ownNames, readSmallFile } from './own-folder.ts';
import type { Rooted } from './rooted.ts';
import type { VolumeRecord } from './volume.ts';
import { writeDurably } from './write-durably.ts';

/**
 * Records of unfinished operations: `<root>/.cfs/journal/<id>.json`, so that recovery works when the home is lost. What
 * is read back is text of anybody: whoever uses it verifies it.
 */
const recordsFolder = `${ownFolder}/journal` as PoolPath;
const shape = /^[A-Za-z0-9_-]{1,64}$/;
/** Bytes of one record, and records and bytes that are read at most: a crafted disk must not fill the memory. */
export const largestRecord = 4 << 20;
const mostRecords = 1_000;
const mostBytes = 32 << 20;

/** @throws invalid for what is no id or too large */
export function checkRecord(id: string, text = ''): void {
  const attempted = `Using the journal record ${JSON.stringify(id)}`;
  if (!shape.test(id)) throw fail('invalid', attempted, 'that is no id of a record', 'report it with the log');
  if (Buffer.byteLength(text) > largestRecord) throw fail('invalid', attempted, 'it is too large', 'report it');
}

export function writeRecord(rooted: Rooted, id: string, text: string): void {
  checkRecord(id, text);
  makeOwnFolder(rooted, ownFolder);
  makeOwnFolder(rooted, recordsFolder);
  writeDurably(`${rooted.folderAt(recordsFolder)}/${id}.json`, text);
}

export function removeRecord(rooted: Rooted, id: string): void {
  checkRecord(id);
  rooted.folderAt('/' as PoolPath);
  try {
    unlinkSync(`${rooted.folderAt(recordsFolder)}/${id}.json`);
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown;
  }
}

export function listRecords(rooted: Rooted): readonly VolumeRecord[] {
  const ids = ownNames(rooted, recordsFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((id) => shape.test(id));
  const records: VolumeRecord[] = [];
  let bytes = 0;
  for (const id of ids.slice(0, mostRecords)) {
    const text = read(rooted, id);
    if (text === null) continue;
    bytes += text.length;
    if (bytes > mostBytes) break;
    records.push({ id, text });
  }
  return records;
}

/** Null for what is no regular file of a fitting size, or gone by now. */
function read(rooted: Rooted, id: string): string | null {
  const folder = rooted.folderAt(recordsFolder);
  if (lstatSync(`${folder}/${id}.json`, { throwIfNoEntry: false })?.isFile() !== true) return null;
  try {
    return readSmallFile(folder, `${id}.json`, largestRecord);
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === 'ENOENT' || errno === 'ELOOP' || errno === 'EACCES') return null;
    throw thrown;
  }
}
