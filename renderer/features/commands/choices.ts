import { commandState, commandTitle } from '../../state/commands.ts';
import type { Command, CommandState } from '../../state/commands.ts';
import { fuzzyScore } from './fuzzy.ts';

export interface Choice {
  readonly command: Command;
  readonly title: string;
  /** True, or why it cannot be run. */
  readonly state: Exclude<CommandState, 'hidden'>;
  readonly recent: boolean;
}

/**
 * What the palette offers for what was typed, the best first: without anything typed those used last, then all in the
 * order of the table; what cannot be run now stands behind what can.
 */
export function choicesFor(typed: string, commands: readonly Command[], recent: readonly string[]): readonly Choice[] {
  const found: { readonly choice: Choice; readonly score: number; readonly used: number }[] = [];
  for (const command of commands) {
    const state = commandState(command);
    const title = commandTitle(command);
    const score = fuzzyScore(typed, title);
    if (state === 'hidden' || score === null) continue;
    const used = recent.indexOf(command.id);
    found.push({
      choice: { command, title, state, recent: used >= 0 },
      score,
      used: used < 0 ? recent.length : used,
    });
  }
  const asked = typed.trim() !== '';
  return found
    .sort(
      (a, b) =>
        Number(b.choice.state === true) - Number(a.choice.state === true) ||
        (asked ? b.score - a.score || a.used - b.used : a.used - b.used),
    )
    .map(({ choice }) => choice);
}
