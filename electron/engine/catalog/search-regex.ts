import { createContext, Script } from 'node:vm';
import type { Context } from 'node:vm';
import { regexFlags } from '../../../shared/query.ts';
import type { CatalogReader } from './database.ts';
import { eachNumber, textOf } from './search-bulk.ts';
import type { Found } from './search-find.ts';
import type { SearchIndex } from './search-index.ts';
import type { RegexTerm } from './search-terms.ts';

/** Longest that the expressions of one search may take, in ms: some go back for ever on one name. */
const regexBudgetMs = 3_000;

/**
 * Keeps of what was found the paths that fit the expressions, which see names as they are. Answers null, or why it
 * stopped before all was looked at; what was not looked at is not kept.
 */
export function keepFitting(
  db: CatalogReader,
  index: SearchIndex,
  found: Found,
  regexes: readonly RegexTerm[],
  budgetMs = regexBudgetMs,
): string | null {
  if (regexes.length === 0 || found.count === 0) return null;
  const compiled = regexes.map(({ flags, negated, source, wholePath }) => {
    const expression = new RegExp(source, regexFlags(flags));
    return (name: string, folder: string): boolean =>
      expression.test(wholePath ? `${folder === '/' ? '' : folder}/${name}` : name) !== negated;
  });
  const keep = new Uint8Array(found.count);
  const { folders } = index;
  const ended = within(budgetMs, () => {
    eachName(db, index, found, (at, name, folder) => {
      if (compiled.every((fits) => fits(name, folders.paths[folder] ?? ''))) keep[at] = 1;
    });
  });
  let at = 0;
  found.retain(() => keep[at++] === 1);
  if (ended) return null;
  return `the expression takes longer than ${String(budgetMs / 1000)} s here; what was found until then is shown`;
}

/** Exact names of hits by their place in `found`, in any order. */
function eachName(
  db: CatalogReader,
  index: SearchIndex,
  found: Found,
  take: (at: number, name: string, folder: number) => void,
): void {
  const places = new Map<number, number>();
  for (let at = 0; at < found.count; at += 1) {
    const hit = found.hits[at] ?? 0;
    if (hit >= 0) places.set(hit, at);
    else {
      const path = index.folders.paths[-1 - hit] ?? '';
      take(at, path.slice(path.lastIndexOf('/') + 1), index.folders.parents[-1 - hit] ?? 0);
    }
  }
  // Many at once where most are asked for.
  const isDense = places.size > index.count / 50;
  if (!isDense) {
    for (const [slot, at] of places) {
      const name = db.get('SELECT name FROM entry WHERE id = ?', index.ids[slot] ?? 0)?.['name'];
      if (name instanceof Uint8Array) take(at, textOf(name), index.folderOf[slot] ?? 0);
    }
    return;
  }
  for (let first = 0; first < index.count; first += 5_000) {
    const last = Math.min(index.count, first + 5_000) - 1;
    const row = db.get(
      `SELECT CAST(group_concat(name, '/') AS BLOB) AS names, CAST(group_concat(id, ' ') AS BLOB) AS ids
        FROM (SELECT id, name FROM entry WHERE id BETWEEN ? AND ? ORDER BY id)`,
      ...[index.ids[first] ?? 0, index.ids[last] ?? 0],
    );
    if (!(row?.['names'] instanceof Uint8Array) || !(row['ids'] instanceof Uint8Array)) continue;
    const names = split(row['names']);
    eachNumber(row['ids'], (id, number) => {
      const slot = index.slotOf(id);
      const at = places.get(slot);
      if (at !== undefined) take(at, names[number] ?? '', index.folderOf[slot] ?? 0);
    });
  }
}

function split(names: Uint8Array): readonly string[] {
  return textOf(names).split('/');
}

let context: Context | null = null;

/** Runs work until it ends or its time is over; regular expressions are stopped in their middle. False: it was stopped. */
function within(budgetMs: number, work: () => void): boolean {
  context ??= createContext({ work: null });
  context['work'] = work;
  try {
    new Script('work()').runInContext(context, { timeout: budgetMs });
    return true;
  } catch (thrown) {
    // An Error of the other context is none of this one.
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw thrown;
  } finally {
    context['work'] = null;
  }
}
