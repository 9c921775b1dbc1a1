import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { overview, unknownCommand } from '../help.ts';
import { emptyProgram, findCommand, loadCommand } from '../program.ts';

export const register: Register = (program, bind) => {
  program
    .command('help')
    .description('Explain a command, or list all of them.')
    .argument('[command...]', 'for example: put, or: plan even')
    .action(bind(help));
};

async function help(context: Context, words: readonly string[]): Promise<void> {
  const [name, sub] = words;
  if (name === undefined) {
    context.out.line(overview(context.commands).trimEnd());
    return;
  }
  const entry = findCommand(context.commands, name);
  if (entry === undefined) throw unknownCommand(context.commands, name);
  const command = await loadCommand(
    emptyProgram(() => undefined),
    entry,
    () => () => Promise.resolve(),
  );
  const child = command.commands.find((candidate) => candidate.name() === sub);
  if (sub !== undefined && child === undefined) throw unknownCommand(context.commands, words.join(' '));
  context.out.line((child ?? command).helpInformation().trimEnd());
}
