import type { Entry } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import { bothUnread, unreadWords, unsure } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import { countValue, poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject, paintedName } from '../entries.ts';
import { isFolder, listFolder } from '../walk.ts';
import { formatCount } from '../words.ts';

interface TreeOptions {
  readonly all?: true;
  readonly depth?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('tree')
    .description('Draw a folder and everything below it.')
    .argument('[path]', 'a folder of the pool', '/')
    .option('-a, --all', 'names that begin with a dot, too')
    .option('-L, --depth <levels>', 'at most so many levels deep', countValue)
    .action(bind(tree));
};

interface Branch {
  readonly entry: Entry;
  readonly depth: number;
  /** What stands before the name: the lines of the folders above. */
  readonly lead: string;
  readonly last: boolean;
}

async function tree(context: Context, operand: string, options: TreeOptions): Promise<void> {
  const pool = await context.pool();
  const { out } = context;
  const start = await pool.stat(poolPath(operand));
  const count = { folders: 0, files: 0 };
  let unread: Unread | undefined;
  const note = (one: Unread): void => void (unread = bothUnread(unread, one));
  const stack: Branch[] = [{ entry: start, depth: 0, lead: '', last: true }];
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { entry, depth, lead } = branch;
    if (depth > 0) count[entry.type === 'directory' ? 'folders' : 'files'] += 1;
    if (out.json) out.object(entryObject(entry));
    else if (out.nul) out.name(entry.path);
    else out.line(drawn(context, branch));
    await out.ready();
    if (!isFolder(entry) || depth >= (options.depth ?? Infinity)) continue;
    await context.attempt(async () => {
      const children = (await listFolder(context, pool, parsePath(entry.path), note)).filter(
        (child) => options.all === true || !child.name.startsWith('.'),
      );
      const below = depth === 0 ? '' : `${lead}${branch.last ? '    ' : '│   '}`;
      const branches = children.map((child, index) => ({
        entry: child,
        depth: depth + 1,
        lead: below,
        last: index === children.length - 1,
      }));
      stack.push(...branches.toReversed());
    });
  }
  const counted = `${formatCount(count.folders)} folders, ${formatCount(count.files)} files`;
  const rest = unread === undefined ? '' : `; ${unreadWords(unread)}`;
  if (!out.nul) context.say(`\n${unsure(counted, unread)}${rest}`);
}

function drawn(context: Context, { entry, depth, lead, last }: Branch): string {
  const name = paintedName(context, entry, depth === 0 ? entry.path : entry.name);
  return depth === 0 ? name : `${lead}${last ? '└── ' : '├── '}${name}`;
}
