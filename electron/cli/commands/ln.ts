import { isAppError } from '../../../shared/errors.ts';
import { joinPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Pool } from '../../engine/api.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject } from '../entries.ts';

export const register: Register = (program, bind) => {
  program
    .command('ln')
    .description(
      'Make a link. With -s a symbolic one: TARGET is kept as it is typed and read from the folder of the link, on the ' +
        'volume that holds it; CFS shows such links and never follows them. Without -s another name of a file, on the ' +
        'volumes that hold it, where they can. PATH is a folder to link into when it exists as one or ends in a slash.',
    )
    .argument('<target>', 'with -s any text, else a path of the pool')
    .argument('<path>', 'the new name, or a folder')
    .option('-s, --symbolic', 'a symbolic link')
    .action(bind(ln));
};

async function ln(
  context: Context,
  target: string,
  dest: string,
  { symbolic }: { readonly symbolic?: true },
): Promise<void> {
  const pool = await context.pool();
  const path = await newName(pool, target, dest);
  const entry = symbolic === true ? await pool.symlink(path, target) : await pool.link(poolPath(target), path);
  if (context.out.json) context.out.object(entryObject(entry));
}

/** The link's own path: below `dest` when that is a folder. */
async function newName(pool: Pool, target: string, dest: string): Promise<PoolPath> {
  const path = poolPath(dest);
  const name = target.split('/').findLast((part) => part !== '') ?? '';
  if (name === '' || name === '.' || name === '..') return path;
  if (dest.endsWith('/')) return joinPath(path, name);
  try {
    return (await pool.stat(path)).type === 'directory' ? joinPath(path, name) : path;
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return path;
    throw thrown;
  }
}
