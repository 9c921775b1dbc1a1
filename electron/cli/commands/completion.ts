import type { Command } from 'commander';
import { fail } from '../../../shared/errors.ts';
import type { Register } from '../command.ts';
import { completionScript, shells, type CompletionWords } from '../completion.ts';
import type { Context } from '../context.ts';
import { emptyProgram, globalOptions, loadCommand } from '../program.ts';

export const register: Register = (program, bind) => {
  program
    .command('completion')
    .description('Print a completion script. For bash: source <(cfs completion bash)')
    .argument('<shell>', shells.join(', '))
    .action(bind(completion));
};

async function completion(context: Context, wanted: string): Promise<void> {
  const shell = shells.find((name) => name === wanted);
  if (shell === undefined) {
    const why = `there is no completion for ${JSON.stringify(wanted)}`;
    throw fail('invalid', 'Reading the command "completion"', why, `use ${shells.join(', ')}`);
  }
  const commands: CompletionWords[] = [];
  for (const entry of context.commands) {
    const program = emptyProgram(() => undefined);
    const command = await loadCommand(program, entry, () => () => Promise.resolve());
    commands.push({ name: entry.name, summary: entry.summary, words: wordsOf(command) });
  }
  const globals = globalOptions().flatMap((option) => option.long ?? []);
  context.out.line(completionScript(shell, commands, globals));
}

/** Subcommands and long options of a command, its subcommands' options among them. */
function wordsOf(command: Command): readonly string[] {
  const options = [command, ...command.commands].flatMap((part) =>
    part.options.filter((option) => !option.hidden).flatMap((option) => option.long ?? []),
  );
  return [...command.commands.map((child) => child.name()), ...new Set(options)];
}
