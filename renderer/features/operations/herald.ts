import { spokenWords } from './line-words.ts';

/** Screen readers are told something of operations at most this often, ms. */
export const quietMs = 10_000;
/** So many sentences are said in full; of more only how many there were. */
const sentencesMost = 3;

export interface Herald {
  readonly say: (words: string) => void;
  /** Says nothing any more. */
  readonly end: () => void;
}

/**
 * Says the first thing at once and keeps what comes within the next ten seconds, to say it together: fifty jobs that end
 * are one sentence.
 */
export function createHerald(speak: (words: string) => void, clock: () => number = () => Date.now()): Herald {
  let spokenMs = -Infinity;
  let kept: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    if (kept.length === 0) return;
    const rest = kept.length - sentencesMost;
    const said = [...kept.slice(0, sentencesMost), ...(rest > 0 ? [spokenWords.more(rest)] : [])];
    kept = [];
    spokenMs = clock();
    speak(said.join('. '));
  };

  return {
    say: (words: string): void => {
      kept.push(words);
      const wait = spokenMs + quietMs - clock();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    end: (): void => clearTimeout(timer),
  };
}
