import { Option } from 'commander';
import { fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatCount } from '../../../shared/format.ts';
import { parseQuery } from '../../../shared/query.ts';
import type { Query } from '../../../shared/query.ts';
import { withKnownVolumes } from '../../../shared/query-volumes.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { searchSorts } from '../../../shared/search.ts';
import type { SearchHit, SearchSort } from '../../../shared/search.ts';
import type { Pool } from '../../engine/api.ts';
import { countValue, poolPath } from '../args.ts';
import { asListed, catalogRemarks } from '../catalog-age.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject, longRow } from '../entries.ts';
import { tableLines } from '../table.ts';

interface SearchOptions {
  readonly limit?: number;
  readonly in?: string;
  readonly sort: SearchSort;
  readonly reverse?: true;
  readonly long?: true;
  readonly bytes?: true;
  readonly count?: true;
}

/** Hits that are asked for at once. */
const pageSize = 2_000;

export const register: Register = (program, bind) => {
  program
    .command('search')
    .description(
      'Find names and paths in the catalog of the pool, best first. All words must be in the name or in a folder above ' +
        'it. Also "quoted text", *.jpg, /expressions/i, and type:image ext:jpg size:>10MB date:2026 date:7d ' +
        'volume:disk1 in:/photos is:conflict is:duplicate is:offline; behind a -- a minus takes out: -- beach -type:video.',
    )
    .argument('<text...>', 'what to look for')
    .option('--limit <count>', 'print so many at most', countValue)
    .option('--in <path>', 'only below this folder')
    .addOption(new Option('--sort <order>', 'the order').choices(searchSorts).default('rank'))
    .option('--reverse', 'the other way round: biggest, latest first')
    .option('-l, --long', 'with mode, size, time and volumes')
    .option('-b, --bytes', 'with -l: sizes in bytes')
    .option('-c, --count', 'only the number of paths found; with --json their bytes, volumes, kinds and years, too')
    .action(bind(search));
};

async function search(context: Context, words: readonly string[], options: SearchOptions): Promise<void> {
  const text = words.map(asTyped).join(' ');
  const typed = something(parseQuery(text));
  const pool = await context.pool();
  const { volumes } = await pool.info();
  const names = volumes.map(({ name }) => name);
  for (const { message } of something(withKnownVolumes(typed, names)).problems) context.note(`left out: ${message}`);
  await remark(context, pool);
  const path = options.in === undefined ? rootPath : poolPath(options.in);
  if (options.count === true) {
    await count(context, pool, text, path);
    return;
  }
  const most = options.limit ?? Infinity;
  let printed = 0;
  let cursor: string | undefined;
  while (printed < most) {
    context.throwIfInterrupted();
    const page = await pool.search(text, {
      path,
      sort: options.sort,
      descending: options.reverse === true,
      limit: Math.max(1, Math.min(pageSize, most - printed)),
      ...(cursor === undefined ? {} : { cursor }),
      signal: context.signal,
    });
    if (page.cut !== null && cursor === undefined) context.report(cutShort(text, page.cut), { isPart: true });
    await print(context, page.hits, options);
    printed = page.offset + page.hits.length;
    if (page.cursor === null) return;
    if (printed >= most)
      context.note(`${formatCount(page.total)} found, the first ${formatCount(printed)} are printed`);
    ({ cursor } = page);
  }
}

/** @throws invalid when nothing is left to look for */
function something(query: Query): Query {
  const { problems, terms, text } = query;
  if (terms.length > 0) return query;
  const why = problems[0]?.message.replace(/\.$/, '') ?? 'there is nothing to look for in it';
  throw fail('invalid', `Reading ${JSON.stringify(text)}`, why, 'see "cfs help search"');
}

const cutShort = (text: string, why: string): AppError =>
  fail('timeout', `Searching for ${text}`, why, 'write a simpler expression');

/** An argument as it would be typed into one line: the shell took the quotes of `in:"/my photos"`. */
function asTyped(argument: string): string {
  const [, key, value] = /^(-?[a-z]+:)([^"]*\s[^"]*)$/is.exec(argument) ?? [];
  return key === undefined || value === undefined ? argument : `${key}"${value.replaceAll('\\', '\\\\')}"`;
}

/** Says how far the catalog is to be believed; reads the volumes first where there is none. */
async function remark(context: Context, pool: Pool): Promise<void> {
  const status = await pool.catalog.status();
  if (status.state === 'off') {
    const why = status.problem ?? 'it cannot be used';
    throw fail('io', 'Searching the catalog', why, '"cfs index --rebuild" builds it again, "cfs find" does without');
  }
  if (status.state !== 'none') {
    for (const one of catalogRemarks(status)) context.note(one);
    return;
  }
  context.note('there is no catalog yet: the volumes are read now, once');
  await pool.catalog.update({ signal: context.signal });
  for (const one of catalogRemarks(await pool.catalog.status())) {
    // It is as old as this command.
    if (!one.startsWith('the catalog is of')) context.note(one);
  }
}

async function print(context: Context, hits: readonly SearchHit[], options: SearchOptions): Promise<void> {
  const { out } = context;
  if (options.long === true && !out.json && !out.nul) {
    const rows = hits.map((hit) => longRow(context, hit, hit.path, options.bytes === true));
    for (const line of tableLines(rows, { right: [1] })) {
      out.line(line);
      await out.ready();
    }
    return;
  }
  for (const hit of hits) {
    if (out.json) out.object(entryObject(asListed(hit)));
    else out.name(hit.path);
    await out.ready();
  }
}

async function count(context: Context, pool: Pool, text: string, path: PoolPath): Promise<void> {
  const facets = await pool.searchFacets(text, { path, signal: context.signal });
  const { out } = context;
  if (out.json) {
    out.object(facets);
    return;
  }
  out.line(formatCount(facets.count));
}
