import type { Entry } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { bothUnread, unsureShort } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { Pool } from '../../engine/api.ts';
import { countValue, poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { isFolder, walk } from '../walk.ts';
import { formatSize } from '../words.ts';

interface DuOptions {
  readonly summarize?: true;
  readonly depth?: number;
  readonly bytes?: true;
  readonly walk?: true;
}

interface Sum {
  readonly path: string;
  readonly depth: number;
  size: number;
  files: number;
  /** What they are without. */
  unread?: Unread | undefined;
}

export const register: Register = (program, bind) => {
  program
    .command('du')
    .description(
      'Add up the sizes of the files below a folder (as they are read: a file held twice counts once). Behind a "≥" ' +
        'something could not be read, and is told.',
    )
    .argument('[path]', 'a path of the pool', '/')
    .option('-s, --summarize', 'the total only')
    .option('-d, --depth <levels>', 'print folders so many levels deep', countValue)
    .option('-b, --bytes', 'sizes in bytes')
    .option('--walk', 'look at the volumes even where the catalog is up to date')
    .action(bind(du));
};

async function du(context: Context, operand: string, options: DuOptions): Promise<void> {
  const pool = await context.pool();
  const path = poolPath(operand);
  const deepest = options.summarize === true ? 0 : (options.depth ?? Infinity);
  const start = path === rootPath ? null : await pool.stat(path);
  const { signal } = context;
  const sums =
    start === null || isFolder(start) ? await pool.usage.sums(path, { known: options.walk !== true, signal }) : null;
  context.throwIfInterrupted();
  if (sums === null) return walked(context, pool, path, deepest, options);
  if (context.globals.verbose && sums.from === 'catalog')
    context.note('these sizes are from the catalog: it is up to date');
  for (const { depth, bytes: size, ...sum } of sums.folders) {
    if (depth > deepest) continue;
    print(context, { ...sum, size }, options);
    await context.out.ready();
  }
}

async function walked(
  context: Context,
  pool: Pool,
  path: PoolPath,
  deepest: number,
  options: DuOptions,
): Promise<void> {
  const open: Sum[] = [];
  const close = (downTo: number): void => {
    for (let last = open.at(-1); last !== undefined && last.depth >= downTo; last = open.at(-1)) {
      open.pop();
      if (last.depth <= deepest) print(context, last, options);
      const parent = open.at(-1);
      if (parent !== undefined) add(parent, last);
    }
  };
  const unread = (one: Unread): void => {
    // It is told of the folder that was walked into last.
    const folder = open.at(-1);
    if (folder !== undefined) folder.unread = bothUnread(folder.unread, one);
  };
  for await (const { entry, depth } of walk(context, pool, path, { unread })) {
    // Not the pool's: in no sum.
    if (entry.foreign === true && depth > 0) continue;
    close(depth);
    const parent = open.at(-1);
    if (entry.type === 'directory' || parent === undefined) open.push({ path: entry.path, depth, ...own(entry) });
    else add(parent, own(entry));
    await context.out.ready();
  }
  close(0);
}

function own(entry: Entry): { size: number; files: number } {
  return entry.type === 'file' ? { size: entry.size, files: 1 } : { size: 0, files: 0 };
}

function add(sum: Sum, part: Pick<Sum, 'size' | 'files' | 'unread'>): void {
  sum.size += part.size;
  sum.files += part.files;
  sum.unread = bothUnread(sum.unread, part.unread);
}

function print(
  context: Context,
  { path, size, files, unread }: Pick<Sum, 'path' | 'size' | 'files' | 'unread'>,
  options: DuOptions,
): void {
  const { out } = context;
  // Scripts read the bytes as a number: what it is without is told on standard error, and by the exit code.
  const figure = options.bytes === true ? String(size) : unsureShort(formatSize(size), unread);
  if (out.json) out.object({ path, size, files, ...(unread !== undefined && { unread }) });
  else if (out.nul) out.name(path);
  else out.line(`${figure.padStart(10)}  ${out.shown(path)}`);
}
