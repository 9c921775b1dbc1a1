import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Makes a commander action of a function that also takes the context. */
export type Bind = <Values extends readonly unknown[]>(
  action: (context: Context, ...values: Values) => Promise<void>,
) => (...values: [...Values, Command]) => Promise<void>;

/** Adds a command to the program. One file per command exports one. */
export type Register = (program: Command, bind: Bind) => void;

export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Loaded only when the command is used, for a quick start. */
  readonly load: () => Promise<{ readonly register: Register }>;
}
