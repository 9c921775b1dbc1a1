import { formatCount, formatMonth, formatPercent, formatSize } from '../../../shared/format.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { policyLabels } from '../../../shared/placement.ts';
import { mixWords } from '../../../shared/simulation.ts';
import type {
  MixName,
  PolicyOutcome,
  SimulatedVolume,
  Simulation,
  SimulationEvent,
  WhatIf,
} from '../../../shared/simulation.ts';
import { measureOf, pointWords } from '../../../shared/simulation-verdict.ts';
import type { Measure } from '../../../shared/simulation-verdict.ts';
import { count, listOf, named, plural } from '../../text.ts';

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
  whichTime: 'Which time',
  whichFiles: 'Which files',
  whichWrites: 'Which writes',
  mix: (mix: MixName): string => `${mixWords[mix].name}: ${mixWords[mix].about}`,
  inventOther: 'Invent other files of this kind',
  noDownload: 'There is nothing to download yet',
  fileName: (pool: string): string => `policy lab of ${named(pool)}.csv`,
  again: 'Replay again',
  replayed: (best: PolicyName): string => `Replayed. ${nameOf(best)} fits best.`,
  backTo: (policy: PolicyName): string => `Back to ${nameOf(policy)}`,
  newFilesBy: (policy: PolicyName): string => `New files go by ${nameOf(policy)}`,
  comparison: 'Comparison',
  anotherThan: (policy: PolicyName): string => `Another policy instead of ${nameOf(policy)}`,
  insteadOf: (policy: PolicyName): string => `Instead of ${nameOf(policy)}`,
  showInColumn: 'Show in this column',
  whatEach: 'What each policy would do',
  figure: 'Figure',
  best: (value: string): string => `${value}, best`,
  ofVolume: (volume: string, what: string): string => `${named(volume)}: ${what}`,
  refusedWith: (policy: PolicyName): string => `Refused with ${nameOf(policy)}`,
  refusedSay: (writes: number, bytes: number): string =>
    `${count(writes, 'write')}, ${formatSize(bytes)}. No volume would take ${plural(writes, 'it', 'them')}.`,
  refusedWrites: 'Refused writes',
  file: 'File',
  size: 'Size',
  when: 'When',
  why: 'Why',
  andMore: (writes: number): string => `And ${formatCount(writes)} more.`,
  whatIfs: 'What if',
  changeIt: (what: string): string => `Change: ${what}`,
  onlySupposed: 'Only supposed: nothing happens to a volume.',
  takeAway: 'Take away',
  replay: 'Replay',
  whatHappens: 'What happens',
  sizeOfNew: 'Size of the new volume',
  keptFree: 'Kept free on each volume',
  keptFreeHint: 'A size such as 10 GB, or a percentage such as 10 %',
  whichVolume: 'Which volume',
  whenItHappens: 'When it happens',
  noneToLose: 'There is no connected volume to lose.',
  giveSize: 'Give the size of the volume, such as 16 TB.',
  givePercent: 'Give a percentage between 0 and 100.',
} as const;

export const whatIfKinds: Readonly<Record<WhatIf['kind'], string>> = {
  add: 'A volume comes',
  lose: 'One is lost',
  reserve: 'Another reserve',
};

/** Columns of the file that is saved. */
export const csvHeads = {
  fill: ['policy', 'volume', 'percent of the bytes', 'time', 'percent full'],
  figures: [
    'policy',
    'spread in points',
    'refused writes',
    'refused bytes',
    'folders split',
    'busiest share',
    'lost bytes',
  ],
} as const;

/** How far back one looks; null: all of it. */
export function periodWords(months: number | null): string {
  if (months === null) return words.allTime;
  return plural(months, 'Last month', `Last ${formatCount(months)} months`);
}

/** What was replayed; the odd part stands out. */
export function replayedWords(writes: number, bytes: number): readonly string[] {
  return ['Replayed ', `${count(writes, 'write')}, ${formatSize(bytes)}`, ', without touching a volume.'];
}

/** When something happens, `at` 0 to 1 of the bytes. */
export function atWords(at: number): string {
  if (at === 0) return 'From the beginning';
  return at === 1 ? 'At the end' : `After ${formatPercent(at)} of the bytes`;
}

const percentFull = ({ used, total }: SimulatedVolume): string => formatPercent(total > 0 ? used / total : 1);

/** How full a volume is in the end. */
export function endWords(simulated: SimulatedVolume): string {
  return simulated.fill.at(-1) === null ? 'lost' : percentFull(simulated);
}

/** "from 12 % to 93 % full", and whether it is lost then. */
export function fillWords(simulated: SimulatedVolume): string {
  const first = formatPercent(simulated.fill.find((share) => share !== null) ?? 0);
  const last = percentFull(simulated);
  return simulated.fill.at(-1) === null ? `from ${first} to ${last} full, then lost` : `from ${first} to ${last} full`;
}

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

/** "disk3 lost, Sep 2026" */
export function eventWords({ kind, volume, atMs }: SimulationEvent): string {
  const name = named(volume);
  return kind === 'lose' ? `${name} lost, ${formatMonth(atMs)}` : `${name} added, ${formatMonth(atMs)}`;
}

export function whatIfTitle(whatIf: WhatIf): string {
  if (whatIf.kind === 'add') return `Add a ${formatSize(whatIf.bytes)} volume`;
  if (whatIf.kind === 'lose') return `Lose ${named(whatIf.volume)}`;
  return `Reserve ${'bytes' in whatIf ? formatSize(whatIf.bytes) : formatPercent(whatIf.share)}`;
}

export function whatIfNote(whatIf: WhatIf, simulation: Simulation | null): string {
  if (whatIf.kind === 'reserve') return 'instead of that of each volume';
  const index = Math.round(whatIf.at * 100);
  const atMs = simulation?.points[index];
  const when = `after ${formatPercent(whatIf.at)} of the bytes`;
  return atMs === undefined ? when : `${when}, ${formatMonth(atMs)}`;
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
      return `Lost with ${listOf(lost.map(named), 'plain')}`;
    }
  }
}

export function measureWords(outcome: PolicyOutcome, measure: Measure): string {
  const value = measureOf(outcome, measure);
  if (measure === 'spread') return pointWords(value);
  if (measure === 'busiest') return formatPercent(value);
  return measure === 'lostBytes' ? formatSize(value) : formatCount(value);
}
