import type { Command } from 'commander';
import { commandTable } from './commands.ts';
import { emptyProgram, globalOptions, loadCommand } from './program.ts';

/** The reference of all commands as Markdown (docs/cli.md), made from the commands themselves. */
export async function reference(): Promise<string> {
  const lines = [
    '# Commands',
    '',
    'Made from the commands by `node scripts/cli-docs.ts`; a test sees that it is up to date. `cfsopen`, `cfsls`, `cfsrm`,',
    '`cfscp`, `cfsmv`, `cfsput`, `cfsget`, `cfsfind`, `cfsdf` and `cfsdu` are the same commands under their classic names.',
    '',
    'Sizes are written as `1500000`, `10M` (powers of 1000) or `4GiB` (powers of 1024). A DEST that ends in `/` or is a',
    'folder means "into it", else it is the new name. Errors go to standard error as `cfs: attempted: why: what to do`.',
    '',
    '| exit code | means |',
    '|---|---|',
    '| 0 | done |',
    '| 1 | failed: nothing or only a part was done; standard error says what |',
    '| 2 | wrong usage |',
    '| 3 | no such pool, volume or path |',
    '| 4 | refused for safety: would overwrite, would lose data, needs `--yes` |',
    '| 5 | not enough space |',
    '| 130 | interrupted |',
    '',
    'Options of every command, before or after its name:',
    '',
    ...globalOptions().map((option) => `- \`${option.flags}\`: ${option.description}`),
  ];
  for (const entry of commandTable) {
    const program = emptyProgram(() => undefined);
    const command = await loadCommand(program, entry, () => () => Promise.resolve());
    lines.push('', ...section(command, `cfs ${entry.name}`, 2));
  }
  return `${lines.join('\n')}\n`;
}

function section(command: Command, name: string, level: number): readonly string[] {
  const usage = command.usage().replace(/^\[options\] ?/, '');
  const lines = [
    `${'#'.repeat(level)} ${name}`,
    '',
    command.description(),
    '',
    `    ${`${name} [options] ${usage}`.trimEnd()}`,
  ];
  const options = command.options.filter((option) => !option.hidden);
  if (command.registeredArguments.length + options.length > 0) lines.push('');
  for (const argument of command.registeredArguments) {
    if (argument.description) lines.push(`- \`${argument.name()}\`: ${argument.description}`);
  }
  for (const option of options) {
    const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
    lines.push(`- \`${option.flags}\`: ${option.description}${choices}`);
  }
  for (const child of command.commands) {
    if (child.name() !== 'help') lines.push('', ...section(child, `${name} ${child.name()}`, level + 1));
  }
  return lines;
}
