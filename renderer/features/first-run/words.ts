import { formatCount, formatSize } from '../../../shared/format.ts';
import { listOf, named, plural } from '../../text.ts';

/** Words of the first screen. Of texts in parts the odd ones stand out (`Marked`). */
export const words = {
  intro: 'What CFS does',
  lead: 'Many disks, one tree.',
  say: 'CFS shows the folders you choose as one pool and puts each new file on the disk where it fits best. A file stays a plain file on its own disk, readable without CFS.',
  nothingMoves: ['', 'Nothing moves until you say so.', ' Creating a pool changes none of your files.'],
  oneFolder: [
    '',
    'One small hidden folder',
    ', .cfs, is added to each volume so that it is known again after a restart.',
  ],
  leaving: ['', 'Leaving is easy.', ' Remove the pool and your files stay where they are.'],
  not: [
    '',
    'What CFS does not do:',
    ' other programs do not see the tree by themselves (open or drag a file to hand them the real one), and a pool is no backup and no RAID: a file is on one disk unless you copy it.',
  ],
  picture: 'Four disks of different size shown as one tree of folders',
  backups: 'Backups',
  films: 'Films',
  eighties: '1980s',
  music: 'Music',
  photos: 'Photos',
  tax: 'Tax',
  make: 'Create a pool',
  name: 'Name',
  firstName: 'Home pool',
  nextName: (number: number): string => `Pool ${formatCount(number)}`,
  backTo: (pool: string): string => `Back to ${named(pool)}`,
  thePool: 'the pool',
  needsName: 'A pool needs a name.',
  needsVolume: 'Choose at least one volume.',
  limitUnread: 'A limit cannot be read.',
  creating: 'The pool is being created.',
  room: (total: number, free: number, reserve: number): readonly string[] => [
    '',
    `${formatSize(total)} in all, ${formatSize(free)} free`,
    ` after a reserve of ${formatSize(reserve)}.`,
  ],
  placed: ['New files are placed ', 'balanced', '; you can change this later.'],
  create: 'Create pool',
  belong: (volumes: readonly string[], pool: string): string => {
    const [names, whole] = [listOf(volumes.map(named)), named(pool)];
    return plural(volumes.length, `${names} belongs to the pool ${whole}.`, `${names} belong to the pool ${whole}.`);
  },
  takenOver: 'It can be taken over as it was, with its name and its settings.',
  importing: 'The pool is being imported.',
  import: (pool: string): string => `Import ${named(pool)}`,
  onlyLooking: 'Only looking?',
  sampleSay: 'Three small volumes with a few hundred real files, removed again with one click.',
  sampleComes: 'The sample pool is being created.',
  makingFiles: 'Making the files…',
  trySample: 'Try a sample pool',
} as const;
