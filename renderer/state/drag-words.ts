import { formatCount, formatSize } from '../../shared/format.ts';
import { listOf, named, plural } from '../text.ts';
import { reasons } from './problems.ts';

/** Why a drop is refused, as it stands behind what it would do. */
export const refusals = {
  text: 'it is text or an address, and only files and folders can be added',
  fixed: 'nothing of it can be moved',
  noFolder: 'only folders can be kept here',
  noFolderOfPool: 'only folders of the pool can be kept here',
  notOfPool: 'only what is in the pool can go to its trash',
  notInPlan: 'a plan moves only what is in the pool already',
  foreign: 'it is not part of the pool',
  noVolumeTakes: 'no volume takes new files now',
  noLinks: 'a drag makes no links: let go of one key',
  intoItself: reasons.intoItself,
  isHere: (things: number): string => plural(things, 'it is here already', 'they are here already'),
  isThere: reasons.isThere,
  onlyMoves: 'a drag onto a volume moves: let go of the key that copies',
  noPlan: 'no plan that can be changed is shown now',
  outsidePlan: 'it is outside of what the plan may move',
  away: 'it is not connected',
  failing: 'it is not answering',
  draining: 'it is being emptied',
  readOnly: 'it is read only',
  noCreate: 'it takes no new files',
  mayNotLeave: (volumes: readonly string[]): string => `nothing may leave ${listOf(volumes.map(named))} now`,
  noRoom: (free: number, needs: number): string => `only ${formatSize(free)} free, needs ${formatSize(needs)}`,
  tooMany: (most: number): string => `more than ${formatCount(most)} things at once: drag the folder that they are in`,
} as const;
