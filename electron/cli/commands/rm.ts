import { fail } from '../../../shared/errors.ts';
import { rootPath, type PoolPath } from '../../../shared/path.ts';
import type { Pool } from '../../engine/api.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { followJob } from '../work.ts';
import { formatCount } from '../words.ts';

interface RmOptions {
  readonly recursive?: true;
  readonly permanent?: true;
  readonly yes?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('rm')
    .description(
      'Move files to the trash of the pool, on the volumes that hold them; with --permanent delete them for ever.',
    )
    .argument('<path...>', 'paths of the pool')
    .option('-r, --recursive', 'folders with everything in them, too')
    .option('--permanent', 'delete for ever; asks first')
    .option('--yes', 'do not ask')
    .action(bind(rm));
};

async function rm(context: Context, operands: readonly string[], options: RmOptions): Promise<void> {
  const pool = await context.pool();
  const paths: PoolPath[] = [];
  for (const operand of operands) {
    await context.attempt(async () => {
      paths.push(await removable(pool, poolPath(operand), options));
    });
  }
  if (paths.length === 0) return;
  if (options.permanent === true) {
    const [first = rootPath] = paths;
    const what = paths.length === 1 ? first : `${formatCount(paths.length)} items`;
    const folders = options.recursive === true ? ' with everything in it' : '';
    await context.confirm(
      `Deleting ${JSON.stringify(what)}`,
      `Delete ${what}${folders} for ever?`,
      options.yes === true,
    );
    const job = await pool.remove(paths, { recursive: options.recursive === true });
    await followJob(context, job, { done: 'Deleted', bytes: false, silent: true });
  } else {
    await followJob(context, await pool.trash(paths), { done: 'Moved to the trash:', bytes: false, silent: true });
  }
}

/** @throws AppError `not-found`, `refused` (the whole pool; a folder without -r) */
async function removable(pool: Pool, path: PoolPath, options: RmOptions): Promise<PoolPath> {
  const attempted = `Removing ${JSON.stringify(path)}`;
  if (path === rootPath) {
    throw fail('refused', attempted, 'it is the whole pool', 'name what is in it', { data: { path } });
  }
  const entry = await pool.stat(path);
  if (entry.type === 'directory' && options.recursive !== true) {
    const todo = 'add -r to remove it with everything in it, or use cfs rmdir when it is empty';
    throw fail('refused', attempted, 'it is a folder', todo, { data: { path } });
  }
  return path;
}
