import { fail, type AppError } from '../../shared/errors.ts';
import type { CommandEntry } from './command.ts';
import { globalOptions } from './program.ts';
import { tableLines } from './table.ts';

/** The list of all commands and global options. */
export function overview(commands: readonly CommandEntry[]): string {
  const groups = [...new Set(commands.map((entry) => entry.group))];
  const lines = ['Usage: cfs [options] COMMAND [arguments]', '', 'Many disks, one tree: works on the files of a pool.'];
  for (const group of groups) {
    const rows = commands.filter((entry) => entry.group === group).map((entry) => [`  ${entry.name}`, entry.summary]);
    lines.push('', `${group}:`, ...tableLines([['              '], ...rows]).slice(1));
  }
  const options = globalOptions().map((option) => [`  ${option.flags}`, option.description]);
  lines.push('', 'Options of every command, before or after its name:', ...tableLines(options));
  lines.push('', 'CFS_HOME names the folder of configuration and state, CFS_POOL the pool.');
  lines.push(
    'Exit codes: 0 done, 1 failed or only part done, 2 wrong usage, 3 not found, 4 refused for safety, 5 no space, 130',
    'interrupted. What takes long is a job: "cfs job list" of another terminal sees it.',
  );
  lines.push('"cfs help COMMAND" explains a command.', '');
  return lines.join('\n');
}

/** The error for a word that is no command; it lists those that are. */
export function unknownCommand(commands: readonly CommandEntry[], name: string): AppError {
  const names = commands.map((entry) => entry.name);
  return fail(
    'invalid',
    'Reading the command line',
    `there is no command ${JSON.stringify(name)}`,
    `use one of ${names.join(', ')}`,
    { data: { commands: names } },
  );
}
