import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Intent } from '../pool/intent.ts';
import { ownProcess } from '../volume/parts.ts';
import { openJournalStore } from './journal.ts';

const intent: Intent = { kind: 'restore', path: parsePath('/a\udc80'), id: 'x', on: ['one', 'two'] };
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cfs-journal-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the journal of a home', () => {
  it('[J10] is made with the first operation, closed to others, and keeps names of any bytes', () => {
    const store = openJournalStore(home);
    expect(store.list('pool')).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
    store.add({ id: 'one', pool: 'pool', intent });
    store.add({ id: 'two', pool: 'other', intent });
    expect(statSync(join(home, 'journal.db')).mode & 0o777).toBe(0o600);
    expect(store.list('pool')).toEqual([{ id: 'one', pool: 'pool', owner: ownProcess(), intent }]);
    const sql = new DatabaseSync(join(home, 'journal.db'));
    expect(sql.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    sql.close();
    store.remove('one');
    store.close();
    const again = openJournalStore(home);
    expect(again.list('pool')).toEqual([]);
    expect(again.list('other')).toHaveLength(1);
    again.close();
  });

  it('[J10] that is damaged is set aside, said, and made anew', () => {
    for (const damage of ['no database at all, and long enough to be seen as one'.repeat(100), '']) {
      const store = openJournalStore(home);
      store.add({ id: 'one', pool: 'pool', intent });
      store.close();
      if (damage === '') truncateSync(join(home, 'journal.db'), 5_000);
      else writeFileSync(join(home, 'journal.db'), damage);
      const again = openJournalStore(home);
      expect(again.list('pool')).toEqual([]);
      again.add({ id: 'two', pool: 'pool', intent });
      expect(again.list('pool')).toHaveLength(1);
      expect(again.notices()).toEqual([expect.stringContaining('damaged')]);
      expect(again.notices()).toEqual([]);
      again.close();
      expect(readdirSync(home).filter((name) => name.includes('damaged')).length).toBeGreaterThan(0);
      for (const name of readdirSync(home)) rmSync(join(home, name));
    }
  });

  it('[J10] an operation of a later version is kept and not acted on; a later journal is refused', () => {
    const store = openJournalStore(home);
    store.add({ id: 'one', pool: 'pool', intent });
    const sql = new DatabaseSync(join(home, 'journal.db'));
    sql.prepare('UPDATE operation SET intent = ?').run('{"kind":"later"}');
    expect(store.list('pool')).toMatchObject([{ id: 'one', intent: null }]);
    store.close();
    sql.exec('PRAGMA user_version = 99');
    sql.close();
    const later = openJournalStore(home);
    try {
      later.add({ id: 'two', pool: 'pool', intent });
      expect.unreachable();
    } catch (thrown) {
      if (!isAppError(thrown)) throw thrown;
      expect(thrown.code).toBe('io');
      expect(thrown.message).toContain('later version');
    }
    later.close();
  });
});
