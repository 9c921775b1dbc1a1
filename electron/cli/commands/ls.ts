import type { Entry } from '../../../shared/model.ts';
import { parsePath, type PoolPath } from '../../../shared/path.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject, longRow, paintedName } from '../entries.ts';
import { tableLines } from '../table.ts';
import { isFolder, listFolder } from '../walk.ts';

interface LsOptions {
  readonly long?: true;
  readonly all?: true;
  readonly recursive?: true;
  readonly bytes?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('ls')
    .description('List folders of the unified tree: folders first, then natural order by name.')
    .argument('[path...]', 'folders or files of the pool (default: /)')
    .option('-l, --long', 'mode, size, time, volumes and name')
    .option('-a, --all', 'names that begin with a dot, too')
    .option('-R, --recursive', 'everything below, too')
    .option('-b, --bytes', 'sizes in bytes')
    .action(bind(ls));
};

async function ls(context: Context, operands: readonly string[], options: LsOptions): Promise<void> {
  const pool = await context.pool();
  const files: Entry[] = [];
  const folders: Entry[] = [];
  for (const operand of operands.length > 0 ? operands : ['/']) {
    await context.attempt(async () => {
      const entry = await pool.stat(poolPath(operand));
      (entry.type === 'directory' ? folders : files).push(entry);
    });
  }
  const wholePaths = operands.length > 1 || options.recursive === true;
  const print = (entries: readonly Entry[], byPath: boolean): void => printEntries(context, entries, options, byPath);
  print(files, true);

  const plain = !context.out.json && !context.out.nul;
  let headings = files.length > 0;
  const printFolder = async (path: PoolPath): Promise<readonly Entry[]> => {
    const entries = (await listFolder(context, pool, path)).filter(
      (entry) => options.all === true || !entry.name.startsWith('.'),
    );
    if (plain && wholePaths) context.out.line(`${headings ? '\n' : ''}${context.out.shown(path)}:`);
    headings = true;
    print(entries, wholePaths && !plain);
    await context.out.ready();
    return entries;
  };
  for (const folder of folders) await listDeep(context, folder, options, printFolder);
}

/** One folder, and with -R those below it, each under its heading, without holding the whole tree. */
async function listDeep(
  context: Context,
  start: Entry,
  options: LsOptions,
  printFolder: (path: PoolPath) => Promise<readonly Entry[]>,
): Promise<void> {
  const stack = [start];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const path = parsePath(folder.path);
    await context.attempt(async () => {
      const entries = await printFolder(path);
      if (options.recursive === true) stack.push(...entries.filter(isFolder).toReversed());
    });
  }
}

function printEntries(context: Context, entries: readonly Entry[], options: LsOptions, byPath: boolean): void {
  const { out } = context;
  const nameOf = (entry: Entry): string => (byPath ? entry.path : entry.name);
  if (out.json) {
    for (const entry of entries) out.object(entryObject(entry));
  } else if (options.long === true && !out.nul) {
    const rows = entries.map((entry) => longRow(context, entry, nameOf(entry), options.bytes === true));
    for (const line of tableLines(rows, { right: [1] })) out.line(line);
  } else if (out.nul) {
    for (const entry of entries) out.name(nameOf(entry));
  } else {
    for (const entry of entries) out.line(paintedName(context, entry, nameOf(entry)));
  }
}
