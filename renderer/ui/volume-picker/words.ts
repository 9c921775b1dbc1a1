import { formatCount } from '../../../shared/format.ts';
import { named } from '../../text.ts';

/** Words of choosing folders as volumes. */
export const words = {
  volumes: 'Volumes',
  chosenOf: (chosen: number, all: number): string => `${formatCount(chosen)} of ${formatCount(all)} chosen`,
  noneFound: 'No other disk was found. Type the path of a folder, or choose one.',
  looking: 'Looking for disks',
  limitIt: 'Limit…',
  limit: 'Limit',
  limitSuch: 'Such as 500 GB',
  limitHint: 'The most that pool files may take.',
  limitIsNothing: 'A limit must be more than nothing.',
  noLimit: 'No limit',
  used: (used: string, total: string): string => `${used} of ${total} used`,
  freeOf: (total: string, filesystem: string): string => `free of ${total}, ${filesystem}`,
  pick: 'Choose a folder as a volume',
  path: 'Path of a folder',
  pathSuch: 'Type a path, such as /mnt/photos',
  add: 'Add',
  choose: 'Choose a folder',
  chooseSay: 'It becomes a volume. Its files stay as they are.',
  hiddenFolders: 'Hidden folders',
  cancel: 'Cancel',
  chooseThis: 'Choose this folder',
  chooseNamed: (name: string): string => `Choose ${named(name)}`,
  up: 'Up one folder',
  folder: 'Folder',
  folders: 'Folders',
  noFolders: 'No folders in here.',
} as const;
