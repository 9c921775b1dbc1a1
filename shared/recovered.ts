import { visibleName } from './format.ts';

/** What a recovery did for one entry: "a move was finished". `left`: neither finished nor undone, for a person to see. */
export interface RecoveredItem {
  readonly path: string;
  readonly outcome: 'finished' | 'undone' | 'left';
  readonly what: string;
}

/**
 * One sentence about interrupted work that was settled: "Interrupted work: 2 things finished, 1 undone." `text` names
 * what needs a look; empty when nothing does.
 * @param total of all items, when not all are given
 */
export function recoveredInWords(
  items: readonly RecoveredItem[],
  total = items.length,
): { readonly title: string; readonly text: string } {
  const count = (outcome: RecoveredItem['outcome']): number => items.filter((item) => item.outcome === outcome).length;
  const [only] = items;
  const left = items.filter(({ outcome }) => outcome === 'left');
  const text = left.map(({ path, what }) => `${visibleName(path)}: ${what}`).join('; ');
  if (only !== undefined && total === 1) {
    return { title: `After an interruption, ${visibleName(only.what)}: ${visibleName(only.path)}`, text: '' };
  }
  const parts = [
    [count('finished') + total - items.length, 'finished'],
    [count('undone'), 'undone'],
    [count('left'), 'left for you to look at'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, did]) => `${String(number)} ${did}`);
  return { title: `Interrupted work was settled: ${words.join(', ')}`, text };
}
