import { asAppError, fail, isAppError, type AppError } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';
import { recoveredInWords } from '../../shared/recovered.ts';
import type { Engine, Pool } from '../engine/api.ts';
import type { CommandEntry } from './command.ts';
import { combineExitCodes, exitCodeOf, exitFailed, exitNotFound, exitUsage } from './exit.ts';
import { Output, OutputClosed, type OutputStream } from './output.ts';

/** The surroundings of one run; tests give their own. */
export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on an interrupt (Ctrl+C). */
  readonly signal: AbortSignal;
  /** Opens the engine of this process; called at most once. */
  readonly openEngine: () => Promise<Engine>;
  /** Lets other commands see and steer the jobs of an engine; answers what ends that. */
  readonly share?: (engine: Engine) => Promise<{ close(): Promise<void> }>;
  /** Of the program, as in package.json. */
  readonly version: () => string;
  /** Starts the headless host and answers when it has ended. */
  readonly serve: (options: ServeOptions, ready: (address: string) => void) => Promise<void>;
}

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  readonly signal: AbortSignal;
  /** Before a Ctrl+C ends the host it asks, while `reason` tells of work under way (host/end-signals.ts). */
  readonly guard?: (reason: () => string | null) => void;
}

/** The options that every command takes, before or after its name. */
export interface Globals {
  readonly pool: string | undefined;
  readonly json: boolean;
  readonly nul: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly progress: boolean;
}

/** What a command works with: engine and pool opened on first use, output, errors that do not stop it, questions. */
export class Context {
  readonly globals: Globals;
  readonly out: Output;
  readonly around: Surroundings;
  /** Progress bars may be drawn on standard error. */
  readonly drawsProgress: boolean;
  /** Names on standard output are coloured. */
  readonly colour: boolean;
  /** All commands, for those that explain them. */
  readonly commands: readonly CommandEntry[];
  private opened: Promise<Engine> | null = null;
  private shared: Promise<{ close(): Promise<void> } | null> | null = null;
  private readonly codes: number[] = [];

  constructor(around: Surroundings, globals: Globals, commands: readonly CommandEntry[]) {
    this.around = around;
    this.commands = commands;
    this.globals = globals;
    this.out = new Output(around.stdout, globals);
    this.colour = this.out.terminal && globals.color && !around.env['NO_COLOR'];
    this.drawsProgress = around.stderr.isTTY === true && globals.progress && !globals.quiet;
  }

  get signal(): AbortSignal {
    return this.around.signal;
  }

  engine(): Promise<Engine> {
    this.opened ??= this.around.openEngine().then((engine) => {
      engine.on('recovered', ({ items }) => {
        const { title, text } = recoveredInWords(items);
        this.note(text === '' ? title : `${title}: ${text}`);
      });
      return engine;
    });
    return this.opened;
  }

  /** The pool of --pool or CFS_POOL, or the only one. @throws AppError `not-found`, `invalid` */
  async pool(): Promise<Pool> {
    const engine = await this.engine();
    return engine.pool(this.globals.pool ?? (this.around.env['CFS_POOL'] || undefined));
  }

  /** Says something to the person on standard error, unless --quiet. */
  note(text: string): void {
    if (!this.globals.quiet) this.around.stderr.write(`cfs: ${visibleName(text)}\n`);
  }

  /** Says in how it went on standard output, unless it is for a machine or --quiet. */
  say(text: string): void {
    if (!this.globals.quiet && !this.globals.json) this.out.line(text);
  }

  /**
   * Reports one error on standard error and goes on; the exit code will tell. `isPart`: it is about one of several items,
   * of which others went well.
   */
  report(error: AppError, { isPart = false } = {}): void {
    const code = exitCodeOf(error.code);
    // Where a part is done the command line was not wrong, and what was asked for was there.
    this.codes.push(isPart && (code === exitUsage || code === exitNotFound) ? exitFailed : code);
    this.around.stderr.write(errorLine(error, this.globals.json));
  }

  /** Does one item of several: its error is reported and the others go on. */
  async attempt(work: () => Promise<void>): Promise<void> {
    this.throwIfInterrupted();
    try {
      await work();
    } catch (thrown) {
      if (thrown instanceof OutputClosed || isAppError(thrown, 'cancelled')) throw thrown;
      this.report(asAppError(thrown));
    }
  }

  /** Makes the exit code 1 (or keeps a worse one) without an error line: findings are left. */
  findingsLeft(): void {
    this.codes.push(exitFailed);
  }

  /** @throws AppError `cancelled` after an interrupt */
  throwIfInterrupted(): void {
    if (this.signal.aborted) throw interrupted();
  }

  /**
   * Asks before something that is hard to take back. Without a terminal nobody can answer.
   * @throws AppError `refused` when the answer is no, or nobody can answer and --yes was not given
   */
  async confirm(attempted: string, question: string, yes: boolean): Promise<void> {
    if (yes) return;
    const { stdin, stderr } = this.around;
    if (stdin.isTTY !== true || stderr.isTTY !== true) {
      throw fail('refused', attempted, 'it needs a confirmation and there is no terminal to ask on', 'add --yes');
    }
    await this.out.finish();
    // Loaded when somebody is asked: every command would wait for it.
    const { createInterface } = await import('node:readline/promises');
    const prompt = createInterface({ input: stdin, output: stderr });
    try {
      const answer = await prompt.question(`${visibleName(question)} [y/N] `, { signal: this.signal });
      if (!/^\s*y(es)?\s*$/i.test(answer)) throw fail('refused', attempted, 'you said no', 'nothing was changed');
    } finally {
      prompt.close();
    }
  }

  get exitCode(): number {
    return combineExitCodes(this.codes);
  }

  /** From now on `cfs job` of another terminal sees and steers the jobs of this command. */
  share(): void {
    const { share } = this.around;
    if (share === undefined) return;
    // A command does its work also where nobody can join it.
    this.shared ??= this.engine()
      .then(share)
      .catch(() => null);
  }

  /** Ends the engine, when it was opened. */
  async close(): Promise<void> {
    if (this.opened === null) return;
    await (await this.shared)?.close();
    const engine = await this.opened.catch(() => null);
    await engine?.close();
  }
}

export function interrupted(): AppError {
  return fail('cancelled', 'Working', 'it was interrupted', 'start it again, or see "cfs job list" for what can go on');
}

/** The line of standard error for an error, as CLI.md says; never more than one line. */
export function errorLine(error: AppError, json: boolean): string {
  if (json) {
    return `${JSON.stringify({ error: { code: error.code, message: error.message, data: error.data } })}\n`;
  }
  return `cfs: ${visibleName(error.message)}\n`;
}
