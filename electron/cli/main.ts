import { CommanderError, type Command } from 'commander';
import { asAppError, fail, type AppError } from '../../shared/errors.ts';
import type { Bind } from './command.ts';
import { commandTable } from './commands.ts';
import { Context, errorLine, type Surroundings } from './context.ts';
import { combineExitCodes, exitCodeOf, exitDone } from './exit.ts';
import { overview, unknownCommand } from './help.ts';
import { OutputClosed } from './output.ts';
import { commandName, emptyProgram, findCommand, loadCommand, readGlobals } from './program.ts';

/**
 * Runs one command line and answers its exit code (CLI.md). All output has been written and the engine is closed by
 * then. Never rejects.
 */
export async function runCli(argv: readonly string[], around: Surroundings): Promise<number> {
  const contexts: Context[] = [];
  const codes: number[] = [];
  const json = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length).includes('--json');
  const bind: Bind =
    <Values extends readonly unknown[]>(action: (context: Context, ...values: Values) => Promise<void>) =>
    async (...all: [...Values, Command]) => {
      const context = new Context(around, readGlobals(all[all.length - 1] as Command), commandTable);
      contexts.push(context);
      await action(context, ...(all.slice(0, -1) as unknown as Values));
    };
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      if (thrown instanceof OutputClosed) return;
      const error = asAppError(thrown);
      codes.push(exitCodeOf(error.code));
      around.stderr.write(errorLine(error, json));
    }
  };

  await guarded(() => dispatch(argv, around, bind));
  for (const context of contexts) {
    await guarded(() => context.out.finish());
    await guarded(() => context.close());
    codes.push(context.exitCode);
  }
  return combineExitCodes(codes.filter((code) => code !== exitDone));
}

async function dispatch(argv: readonly string[], around: Surroundings, bind: Bind): Promise<void> {
  const name = commandName(argv);
  if (name === null) {
    withoutCommand(argv, around);
    return;
  }
  const entry = findCommand(commandTable, name);
  if (entry === undefined) throw unknownCommand(commandTable, name);

  let help = '';
  const program = emptyProgram((text) => (help += text));
  await loadCommand(program, entry, bind);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.code !== 'commander.helpDisplayed') throw usageError(name, thrown);
    around.stdout.write(help);
  }
}

/** `cfs`, `cfs --help`, `cfs --version` and options that do not exist. */
function withoutCommand(argv: readonly string[], around: Surroundings): void {
  if (argv.includes('--version')) {
    around.stdout.write(`${around.version()}\n`);
  } else if (argv.includes('--help') || argv.includes('-h')) {
    around.stdout.write(overview(commandTable));
  } else {
    const options = emptyProgram(() => undefined);
    try {
      options.parse(argv, { from: 'user' });
    } catch (thrown) {
      if (thrown instanceof CommanderError) throw usageError(null, thrown);
      throw thrown;
    }
    throw fail('invalid', 'Reading the command line', 'no command was given', 'see "cfs help"');
  }
}

/** What commander says about a wrong command line, as an error of ours. */
function usageError(name: string | null, error: CommanderError): AppError {
  const attempted = name === null ? 'Reading the command line' : `Reading the command "${name}"`;
  const todo = name === null ? 'see "cfs help"' : `see "cfs help ${name}"`;
  const why =
    error.code === 'commander.help'
      ? 'it needs one more word that says what to do'
      : error.message
          .replace(/^error: /, '')
          .replaceAll(/\s*\n\s*/g, ' ')
          .replace(/\.$/, '');
  return fail('invalid', attempted, why, todo, { cause: error });
}
