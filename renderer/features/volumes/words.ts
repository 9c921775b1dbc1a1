import { formatPercent, formatSize } from '../../../shared/format.ts';
import type { VolumeSpeed } from '../../../shared/io.ts';
import type { PoolInfo, VolumeInfo, VolumeMode } from '../../../shared/model.ts';
import { tagPrefix } from '../../../shared/placement.ts';
import type { PlacementPin, PlacementRule } from '../../../shared/placement.ts';
import { count, listOf, named, plural } from '../../text.ts';

/** Words of the pages about a pool and its volumes. */
export const words = {
  name: 'Name',
  nameHint: 'In the sidebar, in plans and reports.',
  mark: 'Mark',
  markHint: 'One letter or digit; it stands wherever its bytes are.',
  colour: 'Colour',
  mode: 'New files',
  reserve: 'Reserve',
  limit: 'Limit',
  noLimit: 'No limit',
  limitOff: 'All of the disk may hold pool files.',
  limitOn: 'The most that pool files may take here.',
  tags: 'Tags',
  tagsHint: 'Rules name volumes by them.',
  newTag: 'New tag',
  noRules: 'No rule asks for it.',
  rules: 'Rules…',
  empty: 'Empty this volume…',
  goOnEmptying: 'Go on emptying…',
  stopEmptying: 'Stop emptying',
  remove: 'Remove from pool…',
  eject: 'Eject',
  ejecting: 'It is being ejected.',
  ejectNamed: (volume: string): string => `Eject ${named(volume)}`,
  ejectOne: 'Eject a volume…',
  ejectTitle: 'Eject a volume',
  ejectSay:
    'All that was written to its disk is finished, then the system lets it go. It stays in the pool, as not connected.',
  noneEjected: 'None of the volumes is a disk that can be taken away',
  chooseVolume: 'Choose a volume',
  readOnly: 'It is read only.',
  notConnected: 'It is not connected.',
  speeds: 'Speeds',
  reads: 'Reads',
  writes: 'Writes',
  noSpeed: 'not known yet',
  speedSay: 'From past jobs. CFS never writes test data.',
  facts: 'Facts',
  poolFiles: 'pool files',
  used: 'used',
  otherFiles: 'other data',
  otherFilesSay: 'Other files of the disk, other volumes on it, and the trash',
  free: 'free',
  kept: 'reserve',
  byLimit: 'by its limit',
  canDo: 'Can do',
  can: 'can',
  cannot: 'cannot',
  canDoSay: 'Looked at without writing anything to it.',
  rulesHere: 'Rules for this volume',
  noRulesHere: 'No rule and no pinned folder names it.',
  pinned: 'pinned',
  ruleOff: 'off',
  met: 'Can be met',
  unmet: 'Cannot be met',
  path: 'Path',
  state: 'State',
  changes: 'Changes',
  live: 'What other programs change is seen at once.',
  polled: 'What other programs change is seen at the next look, not at once.',
  trashHere: 'What is deleted on it waits in a trash of its own.',
  noTrashHere: 'It is read only: nothing on it is deleted.',
  knownBy: 'Known by',
  poolNameHint: 'In the sidebar and in the command line.',
  placement: 'New files go by',
  placementLink: 'Placement…',
  poolReserve: 'Reserve',
  poolReserveBySize: 'By the size of each volume',
  poolReserveHint: 'Never filled by CFS. Volumes with a reserve of their own keep it.',
  trash: 'Trash',
  volumes: 'Volumes',
  addVolume: 'Add a volume…',
  forget: 'Put it away',
  forgetPool: 'Forget pool…',
  forgetHint: 'Takes it off the list of CFS. Every file stays on its volume.',
  removeSample: 'Remove sample pool…',
  removeSampleHint: 'Deletes the three volumes of the sample with their files.',
  noVolumes: 'This pool has no volumes.',
  noVolumesSay: 'Add a folder or a disk: its files become the tree, where they are.',
  addTo: (pool: string): string => `Add volumes to ${named(pool)}`,
  addSay: 'Files that are there already become part of the tree, where they are. A hidden folder, .cfs, is added.',
  addChoose: 'Choose a folder.',
  limitUnread: 'A limit cannot be read.',
  adding: 'It is being added.',
  moreRoom: (total: number, free: number): string =>
    `${formatSize(total)} more in all, ${formatSize(free)} free after the reserve`,
  addMany: (number: number): string => (number > 1 ? `Add ${count(number, 'volume')}` : 'Add volume'),
  removeFrom: (volume: string, pool: string): string => `Remove ${named(volume)} from ${named(pool)}`,
  removeSay: 'No file is deleted. Its files stay in',
  back: 'Back',
  removing: 'It is being removed.',
  removeVolume: (volume: string): string => `Remove ${named(volume)}`,
  removeRefused: (volume: string): string =>
    `It is refused while ${named(volume)} holds the only copy of anything, so that nothing is missing in the tree. Empty it first to keep everything in the pool.`,
  leaveFiles: (pool: string): string => `Leave its files there: they are then no longer shown in ${named(pool)}`,
  emptyVolume: (volume: string): string => `Empty ${named(volume)}…`,
  freeOn: (free: number, total: number, volumes: number): string =>
    `${formatSize(free)} free of ${formatSize(total)} on ${count(volumes, 'volume')}.`,
  noSize: (why: string): string => `This is not a size: ${why}.`,
  part: (bytes: number, what: string): string => `${formatSize(bytes)} ${what}`,
  noSpace: 'Its space is not known',
  full: (share: number): string => `${formatPercent(share)} full`,
  freeNow: (bytes: number): string => `${formatSize(bytes)} free`,
  removeTag: (tag: string): string => `Remove tag ${named(tag)}`,
  marker: (id: string): string => `.cfs marker, ${id}`,
  volumeNeedsName: 'A volume needs a name.',
  nameTaken: 'Another volume of this pool has this name.',
  needsName: 'A pool needs a name.',
  markTaken: (volume: string): string => `${named(volume)} has it.`,
  colourTaken: (colour: string, volume: string): string => `${colour}, used by ${named(volume)}`,
  modeSet: (volume: string, mode: VolumeMode): string => `${named(volume)}: ${modeWords[mode]}`,
  markProblem: 'One letter or digit.',
} as const;

export const modes: readonly { readonly value: VolumeMode; readonly label: string }[] = [
  { value: 'read-write', label: 'Read and write' },
  { value: 'no-create', label: 'No new files' },
  { value: 'read-only', label: 'Read only' },
];

/** What the mode means. */
export const modeWords: Readonly<Record<VolumeMode, string>> = {
  'read-write': 'New files may be placed here.',
  'no-create': 'New files go elsewhere; those that are here can be changed and moved away.',
  'read-only': 'CFS changes nothing here.',
};

export const stateWords: Readonly<Record<VolumeInfo['state'], string>> = {
  online: 'Online',
  draining: 'Draining',
  offline: 'Not connected',
  failing: 'Failing',
};

/** The colour slots of tokens.css, in their order. */
export const colourNames = ['Teal', 'Amber', 'Rose', 'Indigo', 'Slate', 'Sky', 'Moss', 'Umber'] as const;

/** "disk2 is 93 % full, 25 GB above its reserve." */
export function fullWords(volume: VolumeInfo): string {
  const name = named(volume.name);
  if (volume.state === 'offline') return `${name} is not connected.`;
  if (volume.space === null) return `${name}, its space is not known.`;
  const { used, total, free } = volume.space;
  const room = free - volume.reserve;
  const full = `${name} is ${formatPercent(total > 0 ? used / total : 0)} full`;
  return room >= 0
    ? `${full}, ${formatSize(room)} above its reserve.`
    : `${full}, ${formatSize(-room)} below its reserve.`;
}

/** Rules (those that are off, too) and pins of the pool that name this volume, by its name or by one of its tags. */
export function asksFor(
  pool: PoolInfo,
  volume: VolumeInfo,
): { readonly rules: readonly PlacementRule[]; readonly pins: readonly PlacementPin[] } {
  const names = new Set([volume.name, ...volume.tags.map((tag) => `${tagPrefix}${tag}`)]);
  return {
    rules: pool.rules.filter(({ volumes }) => (volumes ?? []).some((one) => names.has(one))),
    pins: pool.pins.filter((pin) => pin.volume === volume.name),
  };
}

/** "New files may be placed here. 2 rules and 1 pinned folder ask for it." */
export function placedWords(pool: PoolInfo, volume: VolumeInfo): string {
  const asked = asksFor(pool, volume);
  const [rules, pins] = [asked.rules.filter(({ off }) => off !== true).length, asked.pins.length];
  const parts = [...(rules === 0 ? [] : [count(rules, 'rule')]), ...(pins === 0 ? [] : [count(pins, 'pinned folder')])];
  const asks = parts.length === 0 ? words.noRules : `${listOf(parts)} ${plural(rules + pins, 'asks', 'ask')} for it.`;
  return `${modeWords[volume.mode]} ${asks}`;
}

/** "4 % of it, never filled by CFS." */
export function reserveWords({ reserve, space }: VolumeInfo): string {
  return space === null || space.total === 0
    ? 'Never filled by CFS.'
    : `${formatPercent(reserve / space.total)} of it, never filled by CFS.`;
}

/** "90 MB to 118 MB a second" */
export function speedWords(range: VolumeSpeed['read']): string {
  if (range === null) return words.noSpeed;
  const [low, high] = [formatSize(range.low), formatSize(range.high)];
  return low === high ? `${high}/s` : `${low} to ${high}/s`;
}

export function stateTitle({ state }: VolumeInfo): string {
  return state === 'draining' ? 'Draining: nothing new is placed here' : stateWords[state];
}
