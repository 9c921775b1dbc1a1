import { existsSync, statSync } from 'node:fs';
import { AppError, fail } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import { catalogFault, openCatalogReader, openMemoryCatalog } from './database.ts';
import type { CatalogReader, OpenReader } from './database.ts';
import { answer } from './readers.ts';
import type { ReaderInput, ReaderName, ReaderOutput } from './readers.ts';
import { emptyStatus, keptStatus, publishedStatus } from './status.ts';
import type { PresentVolume } from './status.ts';

/** The catalog of one pool, for who asks it. It may be away, old or incomplete: `status` says so, `read` does not care. */
export interface CatalogAccess {
  status(present: readonly PresentVolume[]): Promise<CatalogStatus>;
  /** Nothing is found in a catalog that is not there. @throws cancelled, io, corrupt, timeout */
  read<Name extends ReaderName>(
    name: Name,
    input: ReaderInput<Name>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ReaderOutput<Name>>;
  close(): void;
}

/** Reads the file in this process: for commands and programs, which end before it would pay to watch anything. */
export function openCatalogFile(path: string): CatalogAccess {
  const file = catalogFile(path);
  return {
    status: (present) =>
      Promise.resolve().then(() => file.ask((db) => publishedStatus(db) ?? keptStatus(db, present), emptyStatus)),
    read: (name, input, options) =>
      Promise.resolve().then(() => {
        options?.signal?.throwIfAborted();
        return file.read(name, input);
      }),
    close: () => file.close(),
  };
}

/** A read connection that is opened when it is needed, and anew when the file was replaced. */
export interface CatalogFile {
  /** @throws io, corrupt */
  read<Name extends ReaderName>(name: Name, input: ReaderInput<Name>): ReaderOutput<Name>;
  /** `none`: the answer where there is no catalog. */
  ask<T>(question: (db: CatalogReader) => T, none: T): T;
  close(): void;
}

export function catalogFile(path: string): CatalogFile {
  let reader: OpenReader | null = null;
  let inode = 0;

  const close = (): void => {
    reader?.close();
    reader = null;
  };
  const open = (): OpenReader | null => {
    const present = existsSync(path) ? statSync(path).ino : 0;
    if (reader !== null && present !== inode) close();
    reader ??= openCatalogReader(path);
    inode = present;
    return reader;
  };
  const asked = <T>(question: () => T): T => {
    try {
      return question();
    } catch (thrown) {
      if (!isDamage(thrown)) throw isOfSqlite(thrown) ? catalogFault('Asking the catalog', thrown) : thrown;
      close();
      const todo = 'build it again with "cfs index --rebuild"; it is only an index, your files are not touched';
      throw fail('corrupt', 'Asking the catalog', 'its file is damaged', todo, { cause: thrown });
    }
  };
  return {
    ask: (question, none) =>
      asked(() => {
        const db = open();
        return db === null ? none : question(db);
      }),
    read: (name, input) =>
      asked(() => {
        const db = open();
        if (db !== null) return answer(db, name, input);
        const empty = openMemoryCatalog();
        try {
          return answer(empty, name, input);
        } finally {
          empty.close();
        }
      }),
    close,
  };
}

const isOfSqlite = (thrown: unknown): thrown is Error & { readonly errcode: unknown } =>
  thrown instanceof Error && 'errcode' in thrown;

/** SQLITE_CORRUPT and SQLITE_NOTADB, with their extended codes; also as the cause of another error. */
export function isDamage(thrown: unknown): boolean {
  if (thrown instanceof AppError) return isDamage(thrown.cause);
  if (!isOfSqlite(thrown)) return false;
  const code = Number(thrown.errcode) & 0xff;
  return code === 11 || code === 26;
}
