import { formatCount, formatDayAndClock, formatSize } from '../../../shared/format.ts';
import { count, listOf, named, plural } from '../../text.ts';

/** Words of the open folder: its bars, its list and tiles, the line under it. */
export const words = {
  filesIn: (folder: string): string => `Files in ${named(folder)}`,
  goUp: 'Go up',
  partlyKnown: (volume: string): string => `Not all that ${named(volume)} holds of this folder is known`,
  notShown: (volume: string): string => `What ${named(volume)} holds of this folder is not shown`,
  empty: 'Empty',
  reading: 'Reading…',
  onlyHidden: (items: number): string => `${count(items, 'hidden item')} and nothing else`,
  onlyHiddenSay: 'Names that begin with a dot are not shown.',
  tooMany: (items: number): string => `${count(items, 'item')} are in this folder`,
  tooManySay: (shown: number, bytes: number): string =>
    `The first ${formatCount(shown)} are shown. To show all of them takes a while, and about ${formatSize(bytes)} of memory.`,
  noPictures: (volumes: readonly string[]): string => `Pictures on ${listOf(volumes.map(named))} are not loaded`,
  noPicturesSay: (volumes: number): string =>
    plural(
      volumes,
      'It is slow: nothing is read from there without being asked for.',
      'They are slow: nothing is read from there without being asked for.',
    ),
  loadPictures: (volumes: readonly string[]): string => `Load pictures from ${listOf(volumes.map(named))}`,

  files: (files: number): string => count(files, 'file'),
  folderSize: (files: string, allocated: number, counted: string): string =>
    `${files}, ${formatSize(allocated)} allocated, ${counted}`,
  andUnread: (unread: string): string => `, ${unread}`,
  copiesDiffer: 'Copies differ',
  copies: (copies: number): string => count(copies, 'copy', 'copies'),
  /** Behind the bare number, for those who do not see its sign. */
  copiesBehind: ' copies',
  notOfPool: 'not part of the pool',
  madeOnVolume: (ms: number): string =>
    `Made on its volume ${formatDayAndClock(ms)}; a move to another volume makes it anew`,
  awaySince: (more: string): string => `, ${more}`,
  newNameOf: (name: string): string => `New name of ${named(name)}`,
  newNameAlso: (name: string, also: string): string => `New name of ${named(name)}. ${also}`,
  renamedOn: (volumes: number): string => `Renamed on ${count(volumes, 'volume')}`,
  copiesRenamed: (copies: number): string => `${count(copies, 'copy', 'copies')} are renamed`,

  columns: 'Columns',
  wider: 'Wider',
  narrower: 'Narrower',
  fit: 'Fit to what is in sight',
  left: 'Move left',
  right: 'Move right',
  usualColumns: 'The usual columns',
  edge: (column: string): string => `Drag: width of ${column}. Double click: fit.`,
  showAs: 'Show as',
  list: 'List',
  tiles: 'Tiles',
  view: 'View',
  sort: 'Sort',
  group: 'Group',
  tileSize: 'Size of tiles',
  pixels: (pixels: number): string => count(pixels, 'pixel'),

  hereAtLeast: (items: number): string => `at least ${count(items, 'item')}`,
  here: (items: number): string => count(items, 'item'),
  hereAndShown: (items: number, shown: number): string => `${count(items, 'item')} here, ${formatCount(shown)} shown`,
  firstShown: (items: number): string => `the first ${formatCount(items)} shown`,
  readSoFar: (items: number): string => `${formatCount(items)} read so far`,
  hidden: (items: number): string => `${formatCount(items)} hidden`,
  selected: (items: number): string => `${formatCount(items)} selected`,
  itemsSelected: (items: number): string => `${count(items, 'item')} selected`,
  selectedBytes: (items: number, bytes: number): string => `${formatCount(items)} selected, ${formatSize(bytes)}`,
  selectedFiles: (items: number, bytes: number): string =>
    `${formatCount(items)} selected, ${formatSize(bytes)} without the folders`,
  awayKnown: (volumes: readonly string[]): string =>
    `${listOf(volumes.map(named))} ${plural(volumes.length, 'is', 'are')} not connected and shown as last seen`,
  awayUnknown: (volumes: readonly string[]): string =>
    `${listOf(volumes.map(named))} ${plural(volumes.length, 'is', 'are')} not connected and may hold more`,
} as const;

/** Words of what asks for a place, a name, or a yes. */
export const dialogWords = {
  moveTo: (items: number): string => `Move ${count(items, 'item')} to…`,
  copyTo: (items: number): string => `Copy ${count(items, 'item')} to…`,
  moveInto: (folder: string): string => `Move to ${named(folder)}`,
  copyInto: (folder: string): string => `Copy to ${named(folder)}`,
  intoItself: 'A folder cannot go into itself',
  isHere: 'It is here already',
  up: 'Up',
  foldersIn: (folder: string): string => `Folders in ${named(folder)}`,

  deleteSay: (items: number): string =>
    plural(
      items,
      'It does not go to the trash, and Undo does not bring it back.',
      'They do not go to the trash, and Undo does not bring them back.',
    ),
  deleteNow: 'Delete for ever',
  deleted: 'What is deleted',
  more: (items: number): string => `and ${formatCount(items)} more`,
  run: (name: string): string => `Run ${named(name)}?`,
  runSay: (why: string): string =>
    `Opening it may start it: ${why}. A program can read and change everything that you can.`,
  openAndRun: 'Open and run',
  realPath: (name: string): string => `Real path of ${named(name)}`,
  realPathSay: (volumes: number): string => `It lies on ${count(volumes, 'volume')}. The first is the one that opens.`,
  copyPath: 'Copy path',
  copyPathOn: (volume: string): string => `Copy path on ${named(volume)}`,

  toVolume: (what: string): string => `Move ${named(what)} to a volume`,
  things: (items: number): string => count(items, 'item'),
  toVolumeSay: 'The bytes move to another disk; the folder that they are in, and their names, stay.',
  tooMany: (most: number): string => `At most ${count(most, 'thing')} at once: move the folder that they are in`,
  chooseVolume: 'Choose a volume',
  move: 'Move',
  moveOnto: (volume: string): string => `Move to ${named(volume)}`,
  moveBytesOnto: (bytes: number, volume: string): string => `Move ${formatSize(bytes)} to ${named(volume)}`,
  target: 'Volume that it goes to',
  folderOnVolume: (folder: string): string => `New folder in ${named(folder)}, on a volume`,
  filesOnVolume: (folder: string): string => `Add files to ${named(folder)}, on a volume`,
  onVolumeSay:
    'It goes to the volume that you choose, whatever rules and policy say. What has no room there goes nowhere else.',
  makeRoomOn: (volume: string): string => `Make room on ${named(volume)}…`,
  free: (bytes: number): string => `${formatSize(bytes)} free`,

  select: 'Select',
  selectItems: (items: number): string => `Select ${count(items, 'item')}`,
  noneLike: 'Nothing here has such a name',
  namesLike: 'Names like',
  noPattern: (why: string): string => `This is no pattern: ${why}`,
  patternHint: 'A part of the name, or a pattern such as *.jpg or IMG_??.*',
} as const;

/** Why a name cannot be given; a sentence without its full stop, and what to do. */
export const nameWords = {
  another: 'Choose another name.',
  shorter: 'Choose a shorter one.',
  noName: (name: string): string => `"${named(name)}" is not a name`,
  slash: 'A name cannot contain a slash',
  nul: 'A name cannot contain a NUL byte',
  kept: 'CFS keeps this name for itself',
  tooLong: (bytes: number, most: number): string =>
    `This name has ${formatCount(bytes)} bytes, and ${formatCount(most)} is the most`,
  taken: (name: string): string => `"${named(name)}" is there already`,
} as const;
