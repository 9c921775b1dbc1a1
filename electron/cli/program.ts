import { Command, Option } from 'commander';
import type { Bind, CommandEntry } from './command.ts';
import type { Globals } from './context.ts';

/** The options that every command takes, before or after its name. */
export function globalOptions(): readonly Option[] {
  return [
    new Option('--pool <name>', 'the pool (default: CFS_POOL, or the only one)'),
    new Option('--json', 'one JSON object per line, for programs'),
    new Option('-0, --null', 'end names with NUL instead of a newline'),
    new Option('-q, --quiet', 'print results and errors only'),
    new Option('-v, --verbose', 'print every file'),
    new Option('--no-color', 'no colours'),
    new Option('--no-progress', 'no progress bar'),
  ];
}

/** Global options that take a value, so that the command's name can be found behind them. */
const globalsWithValue: readonly string[] = ['--pool'];

/** The command's name in the arguments: the first word that is neither a global option nor its value. */
export function commandName(argv: readonly string[]): string | null {
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    if (word === '--') return argv[i + 1] ?? null;
    if (globalsWithValue.includes(word)) i += 1;
    else if (!word.startsWith('-')) return word;
  }
  return null;
}

export function findCommand(commands: readonly CommandEntry[], name: string): CommandEntry | undefined {
  return commands.find((entry) => entry.name === name);
}

/** A program with no commands yet. Nothing in it ends the process or writes by itself, except help to `write`. */
export function emptyProgram(write: (text: string) => void): Command {
  const program = new Command('cfs');
  for (const option of globalOptions()) program.addOption(option);
  program
    .enablePositionalOptions()
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: write,
      writeErr: write,
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  return program;
}

/** Loads one command into a program, ready to take the global options behind its name too. */
export async function loadCommand(program: Command, entry: CommandEntry, bind: Bind): Promise<Command> {
  const { register } = await entry.load();
  register(program, bind);
  const command = program.commands.find((candidate) => candidate.name() === entry.name);
  if (command === undefined) throw new Error(`the file of command ${entry.name} does not register it`);
  addGlobals(command);
  return command;
}

function addGlobals(command: Command): void {
  for (const option of globalOptions()) command.addOption(option.hideHelp());
  for (const child of command.commands) addGlobals(child);
}

/** The global options as they were given before the command, behind it, or between its words. */
export function readGlobals(command: Command): Globals {
  const chain: Record<string, unknown>[] = [];
  for (let current: Command | null = command; current !== null; current = current.parent) chain.push(current.opts());
  const pool = chain.map((options) => options['pool']).find((value) => typeof value === 'string');
  const given = (name: string): boolean => chain.some((options) => options[name] === true);
  const kept = (name: string): boolean => chain.every((options) => options[name] !== false);
  return {
    pool,
    json: given('json'),
    nul: given('null'),
    quiet: given('quiet'),
    verbose: given('verbose'),
    color: kept('color'),
    progress: kept('progress'),
  };
}
