import { formatCount, formatSize } from '../../../shared/format.ts';
import { named, told } from '../../text.ts';

/** Words of the sidebar, of putting a pool away, and of what an undo costs. */
export const poolWords = {
  pools: 'Pools',
  pool: (name: string): string => `Pool ${named(name)}`,
  newPool: 'New pool…',
  removeSample: 'Remove sample pool',
  forgetPool: 'Forget pool…',
  forget: 'Forget pool',
  sampleRemoved: 'The sample pool is removed',
  forgotten: (name: string): string => `${named(name)} is forgotten; its files are where they were`,
  removeSampleAsk: 'Remove the sample pool?',
  forgetAsk: (name: string): string => `Forget ${named(name)}?`,
  removeSampleSay:
    'It holds files that are not of the sample: added, changed, or moved there by a rebalance. Its three volumes and all files in them are deleted; no other folder is touched.',
  forgetSay:
    'CFS takes it off its list. Every file stays on its volume, and the pool can be made again from the same folders.',
  isSample: 'This is a sample pool.',
  used: (used: number, total: number): string => `${formatSize(used)} of ${formatSize(total)} used`,
  /** Odd parts stand out. */
  freeOf: (free: number, total: number): readonly string[] => ['', formatSize(free), ` free of ${formatSize(total)}`],
  noneConnected: 'No volume is connected',
  noVolumes: 'No volumes yet',
  screens: 'Screens',
  volumes: 'Volumes',
  addVolume: 'Add a volume',
  done: (share: string): string => `${share} done`,
  even: (share: string): string => `${share} even`,
  toDecide: (number: number): string => `${formatCount(number)} to decide`,
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  notDoneYet: 'The one before is not done yet',
  hostGone: 'CFS is not answering',
  hostGoneSay:
    'What you see may be old. Running work goes on or is finished when it is back. This window looks for it by itself.',
  copyBackAsk: (verb: string, act: string): string => `${verb} "${told(act)}"?`,
  copyBackSay: (size: string): string =>
    `It will copy ${size} between the volumes. It can be stopped at any time; every file stays whole.`,
  copyBack: (size: string): string => `Copy ${size} back`,
} as const;
