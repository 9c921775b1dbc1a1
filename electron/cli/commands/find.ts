import type { Entry } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Pool } from '../../engine/api.ts';
import { choiceOption, poolPath, sizeValue, timeValue } from '../args.ts';
import { asListed, mayStandIn, whyNotAsked } from '../catalog-age.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject } from '../entries.ts';
import { globMatcher } from '../glob.ts';
import { walk } from '../walk.ts';

interface FindOptions {
  readonly name?: string;
  readonly type?: keyof typeof typeLetters;
  readonly larger?: number;
  readonly newer?: number;
  readonly walk?: true;
}

const typeLetters = { f: 'file', d: 'directory', l: 'symlink' } as const;

export const register: Register = (program, bind) => {
  program
    .command('find')
    .description(
      'Find entries below a folder; all conditions must hold. Looks at the volumes, or in the catalog of a large pool ' +
        'while that is up to date.',
    )
    .argument('[path...]', 'where to begin (default: /)')
    .option('--name <glob>', 'the name matches, for example "*.jpg"')
    .addOption(choiceOption('--type <letter>', 'f: file, d: folder, l: symlink', Object.keys(typeLetters)))
    .option('--larger <size>', 'larger than so many bytes: 1500000, 10M, 4GiB', sizeValue)
    .option('--walk', 'look at the volumes even where the catalog of a large pool is up to date')
    .option('--newer <time>', 'modified after: 2026-01-31, 2026-01-31T14:05, or within 12h, 7d', timeValue)
    .action(bind(find));
};

async function find(context: Context, operands: readonly string[], options: FindOptions): Promise<void> {
  const pool = await context.pool();
  const { out } = context;
  const matches = matcher(options);
  const known = options.walk === true ? null : await knownText(context, pool, options);
  for (const operand of operands.length > 0 ? operands : ['/']) {
    await context.attempt(async () => {
      const path = poolPath(operand);
      const found = known === null ? walked(context, pool, path) : inCatalog(context, pool, path, known);
      for await (const entry of found) {
        if (!matches(entry)) continue;
        if (out.json) out.object(entryObject(entry));
        else out.name(entry.path);
        await out.ready();
      }
    });
  }
}

async function* walked(context: Context, pool: Pool, path: PoolPath): AsyncGenerator<Entry> {
  for await (const { entry } of walk(context, pool, path)) yield entry;
}

/** What to ask the catalog, which answers with all that may match and more; null: the volumes are to be looked at. */
async function knownText(context: Context, pool: Pool, { name, larger, newer }: FindOptions): Promise<string | null> {
  // All there is comes from the volumes as quickly.
  if (name === undefined && larger === undefined && newer === undefined) return null;
  const status = await pool.catalog.status().catch(() => null);
  if (status === null) return null;
  if (!mayStandIn(status)) {
    const why = whyNotAsked(status);
    if (why !== null) context.note(why);
    return null;
  }
  if (context.globals.verbose) context.note('these are from the catalog, which is up to date');
  const terms: string[] = [];
  if (larger !== undefined) terms.push(`size:>${String(larger)}`);
  // What a search could read otherwise (case, accents, sets) is anything here: find looks again.
  if (name !== undefined) terms.push(`*${name.replace(/\\.|\[[^\]]*\]?|[^A-Za-z0-9._]/gsu, '*')}`);
  return terms.length === 0 ? '*' : terms.join(' ');
}

/** The start, and what the catalog knows below it, by folder and name. */
async function* inCatalog(context: Context, pool: Pool, path: PoolPath, text: string): AsyncGenerator<Entry> {
  yield await pool.stat(path);
  let cursor: string | undefined;
  do {
    context.throwIfInterrupted();
    const page = await pool.search(text, {
      path,
      sort: 'folder',
      limit: 2_000,
      ...(cursor === undefined ? {} : { cursor }),
      signal: context.signal,
    });
    for (const hit of page.hits) {
      // The catalog does not know where links lead.
      yield hit.type === 'symlink' && !hit.offline ? await pool.stat(parsePath(hit.path)) : asListed(hit);
    }
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}

function matcher(options: FindOptions): (entry: Entry) => boolean {
  const { larger, newer } = options;
  const conditions: ((entry: Entry) => boolean)[] = [];
  if (options.name !== undefined) {
    const nameMatches = globMatcher(options.name);
    conditions.push((entry) => nameMatches(entry.name));
  }
  if (options.type !== undefined) {
    const type = typeLetters[options.type];
    conditions.push((entry) => entry.type === type);
  }
  if (larger !== undefined) conditions.push((entry) => entry.type === 'file' && entry.size > larger);
  if (newer !== undefined) conditions.push((entry) => entry.mtimeMs > newer);
  return (entry) => conditions.every((condition) => condition(entry));
}
