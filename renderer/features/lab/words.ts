import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { policyLabels } from '../../../shared/placement.ts';
import type { PolicyOutcome, Simulation, SimulationEvent, WhatIf } from '../../../shared/simulation.ts';
import { measureOf, pointWords } from '../../../shared/simulation-verdict.ts';
import type { Measure } from '../../../shared/simulation-verdict.ts';

export const words = {
  lab: 'Policy lab',
  history: "This pool's history",
  synthetic: 'Synthetic',
  axis: '0 to 100 % full. Grey is the reserve.',
  inUse: 'In use',
  replaying: 'Replaying…',
  download: 'Download as CSV',
  refused: 'Show the refused writes',
  noneRefused: 'No write is refused.',
  compare: 'Compare with another…',
  use: 'Use this policy',
  forNew: 'for new files; no file moves now',
  usedAlready: 'New files go by it already.',
  whatIf: 'What if…',
  empty: 'There are no files to replay',
  emptyText:
    'The catalog knows of no file that came in this time. Invented files show what the policies would do with what you will store.',
  invent: 'Use invented files',
  allTime: 'Everything',
} as const;

/** Whole percents. */
export const replayingWords = (share: number): string => `Replaying: ${formatPercent(share)}`;

export const nameOf = (policy: PolicyName): string => policyLabels[policy];

/** In few words what it goes by, under its name. */
export const byWords: Readonly<Record<PolicyName, string>> = {
  balanced: 'by free share, speed and load',
  'most-free': 'the volume with the most free bytes',
  'least-used': 'the volume with the fewest used bytes',
  'least-full': 'the volume that is the least full',
  'round-robin': 'one volume after the other',
  'weighted-random': 'by chance, more where there is room',
  'first-fit': 'the first volume that has room',
  'fill-up': 'the fullest volume that has room',
  'high-water': 'volume by volume, to halves of the largest',
  'least-busy': 'where it is written soonest',
  'existing-path': 'where its folder is already',
};

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });
export const monthOf = (ms: number): string => month.format(ms);

export const countWords = (count: number): string => count.toLocaleString('en-GB');

/** "disk3 lost, Sep 2026" */
export function eventWords({ kind, volume, atMs }: SimulationEvent): string {
  return `${visibleName(volume)} ${kind === 'lose' ? 'lost' : 'added'}, ${monthOf(atMs)}`;
}

export function whatIfTitle(whatIf: WhatIf): string {
  if (whatIf.kind === 'add') return `Add a ${formatSize(whatIf.bytes)} volume`;
  if (whatIf.kind === 'lose') return `Lose ${visibleName(whatIf.volume)}`;
  return `Reserve ${'bytes' in whatIf ? formatSize(whatIf.bytes) : formatPercent(whatIf.share)}`;
}

export function whatIfNote(whatIf: WhatIf, simulation: Simulation | null): string {
  if (whatIf.kind === 'reserve') return 'instead of that of each volume';
  const index = Math.round(whatIf.at * 100);
  const atMs = simulation?.points[index];
  const when = `after ${formatPercent(whatIf.at)} of the bytes`;
  return atMs === undefined ? when : `${when}, ${monthOf(atMs)}`;
}

export function measureLabel(measure: Measure, events: readonly SimulationEvent[]): string {
  switch (measure) {
    case 'spread':
      return 'Fullest to emptiest';
    case 'refused':
      return 'Refused writes';
    case 'foldersSplit':
      return 'Folders split';
    case 'busiest':
      return 'Busiest volume takes';
    case 'lostBytes': {
      const lost = events.filter(({ kind }) => kind === 'lose').map(({ volume }) => volume);
      return `Lost with ${lost.map(visibleName).join(', ')}`;
    }
  }
}

export function measureWords(outcome: PolicyOutcome, measure: Measure): string {
  const value = measureOf(outcome, measure);
  if (measure === 'spread') return pointWords(value);
  if (measure === 'busiest') return formatPercent(value);
  return measure === 'lostBytes' ? formatSize(value) : countWords(value);
}
