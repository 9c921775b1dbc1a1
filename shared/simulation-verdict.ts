import { formatCount, formatSize } from './format.ts';
import type { PolicyName } from './model.ts';
import type { PolicyOutcome, Simulation } from './simulation.ts';

/** What is compared between policies; of each, less is better. */
export const measures = ['spread', 'refused', 'foldersSplit', 'busiest', 'lostBytes'] as const;
export type Measure = (typeof measures)[number];

export function measureOf(outcome: PolicyOutcome, measure: Measure): number {
  if (measure === 'busiest') return outcome.busiest?.share ?? 0;
  return outcome[measure];
}

/** Differences below this say nothing: points of percent, shares. */
const equalPoints = 0.5;

/** As it is shown: figures that look the same are the same. */
export function shownMeasure(outcome: PolicyOutcome, measure: Measure): number {
  const value = measureOf(outcome, measure);
  if (measure === 'spread') return Math.round(value);
  return measure === 'busiest' ? Math.round(value * 100) : value;
}

/** Policies with the best figure; none where all are the same. */
export function bestBy(outcomes: readonly PolicyOutcome[], measure: Measure): ReadonlySet<PolicyName> {
  const values = outcomes.map((outcome) => shownMeasure(outcome, measure));
  const least = Math.min(...values);
  if (values.every((value) => value === least)) return new Set();
  return new Set(outcomes.flatMap(({ policy }, index) => (values[index] === least ? [policy] : [])));
}

/**
 * The one that fits best: the fewest refused bytes, then the closest volumes, then the fewest bytes lost (where it is
 * more than a twentieth of what was written), then the fewest split folders, then the order in which they stand.
 */
export function bestOutcome(simulation: Simulation): PolicyOutcome | null {
  const lostStep = Math.max(1, simulation.bytes / 20);
  const isBetter = (a: PolicyOutcome, b: PolicyOutcome): boolean => {
    if (a.refusedBytes !== b.refusedBytes) return a.refusedBytes < b.refusedBytes;
    if (a.refused !== b.refused) return a.refused < b.refused;
    if (Math.abs(a.spread - b.spread) >= equalPoints) return a.spread < b.spread;
    if (Math.abs(a.lostBytes - b.lostBytes) >= lostStep) return a.lostBytes < b.lostBytes;
    return a.foldersSplit < b.foldersSplit;
  };
  let best: PolicyOutcome | null = null;
  for (const outcome of simulation.outcomes) if (best === null || isBetter(outcome, best)) best = outcome;
  return best;
}

export interface Verdict {
  readonly policy: PolicyName;
  /** "Balanced fits best: volumes end within 7 points, no write refused." */
  readonly sentence: string;
  /** What another one does better, with its price; empty when there is nothing. */
  readonly price: string;
}

/** The best of the policies, and why, in words. `nameOf`: as the window names policies. */
export function verdictOf(simulation: Simulation, nameOf: (policy: PolicyName) => string): Verdict | null {
  const best = bestOutcome(simulation);
  if (best === null) return null;
  const { outcomes, writes } = simulation;
  const others = outcomes.filter(({ policy }) => policy !== best.policy);
  const isAlike = others.length > 0 && others.every((other) => measures.every((measure) => same(other, best, measure)));
  const figures = `${endWords(best)}, ${refusedWords(best, writes)}`;
  const sentence =
    others.length === 0
      ? `${nameOf(best.policy)}: ${figures}.`
      : isAlike
        ? `It makes no difference: ${figures}.`
        : `${nameOf(best.policy)} fits best: ${figures}.`;
  return { policy: best.policy, sentence, price: isAlike ? '' : priceOf(best, others, nameOf) };
}

const same = (a: PolicyOutcome, b: PolicyOutcome, measure: Measure): boolean =>
  shownMeasure(a, measure) === shownMeasure(b, measure);

export function pointWords(points: number): string {
  const whole = Math.round(points);
  return whole === 1 ? '1 point' : `${String(whole)} points`;
}

const endWords = ({ spread }: PolicyOutcome): string => `volumes end within ${pointWords(spread)}`;

function refusedWords({ refused, refusedBytes }: PolicyOutcome, writes: number): string {
  if (refused === 0) return 'no write refused';
  const share = refused === writes ? 'every write' : `${formatCount(refused)} of ${formatCount(writes)} writes`;
  return `${share} refused (${formatSize(refusedBytes)})`;
}

/** One other policy that is better in something, and what it costs. */
function priceOf(
  best: PolicyOutcome,
  others: readonly PolicyOutcome[],
  nameOf: (policy: PolicyName) => string,
): string {
  for (const other of others) {
    const gain = gainOf(best, other);
    const loss = lossOf(best, other);
    if (gain !== '' && loss !== '') return `${nameOf(other.policy)} ${gain}, but ${loss}.`;
  }
  return '';
}

function gainOf(best: PolicyOutcome, other: PolicyOutcome): string {
  if (other.lostBytes < best.lostBytes) return `loses ${formatSize(best.lostBytes - other.lostBytes)} less`;
  if (other.foldersSplit < best.foldersSplit) return 'splits fewer folders';
  if (shownMeasure(other, 'busiest') < shownMeasure(best, 'busiest')) return 'spreads the writes more';
  if (shownMeasure(other, 'spread') < shownMeasure(best, 'spread')) return 'ends with closer volumes';
  return '';
}

function lossOf(best: PolicyOutcome, other: PolicyOutcome): string {
  if (other.refused > best.refused) {
    return other.refused === 1 ? 'refuses 1 write' : `refuses ${formatCount(other.refused)} writes`;
  }
  const { busiest } = other;
  if (busiest !== null && busiest.share > 0.995) return `puts every write on ${busiest.volume}`;
  if (shownMeasure(other, 'spread') > shownMeasure(best, 'spread')) {
    return `volumes end ${pointWords(other.spread)} apart`;
  }
  if (other.lostBytes > best.lostBytes) return `loses ${formatSize(other.lostBytes - best.lostBytes)} more`;
  return '';
}
