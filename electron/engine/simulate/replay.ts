import type { PolicyName } from '../../../shared/model.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { mostRefusals } from '../../../shared/simulation.ts';
import type { PolicyOutcome, RefusedWrite, SimulatedVolume, StartVolume } from '../../../shared/simulation.ts';
import type { Standing } from '../placement/eligible.ts';
import type { PolicyVolume } from '../pool/types.ts';
import { openChooser } from './chooser.ts';
import type { Asked } from './chooser.ts';
import { heldFolders } from './held-folders.ts';
import type { FolderTree } from './held-folders.ts';
import { seededRandom } from './random.ts';
import { simulatedSpace } from './space.ts';
import type { Situation } from './what-ifs.ts';
import { pathAt } from './workload.ts';
import type { Workload } from './workload.ts';

export interface Replayed {
  readonly workload: Workload;
  /** Of the workload's folders. */
  readonly tree: FolderTree;
  readonly situation: Situation;
  /** Indexes of writes before which the fill is noted down, ascending; the last one is their count. */
  readonly points: readonly number[];
  readonly placement: Omit<PlacementSettings, 'policy'>;
  /** Folders (by index) that volumes hold before: for policies that look for them. */
  readonly held?: readonly { readonly folder: number; readonly volume: number }[];
  readonly seed?: number;
  /** Told now and then how many writes were replayed since the last time. @throws what ends the replay */
  readonly onProgress?: (writes: number) => void;
}

/** After so many writes progress is told. */
const progressWrites = 65_536;

/**
 * Places every write of a workload by a policy, in order, with the very code that places real files, on figures of
 * volumes that each write changes. Pure: the same input gives the same outcome.
 */
export function replay(policy: PolicyName, input: Replayed): PolicyOutcome {
  const { workload, situation, points, onProgress } = input;
  const { volumes, reserveOf, happenings } = situation;
  const space = simulatedSpace(volumes, reserveOf);
  const order = volumes.map(({ name }) => name);
  const indexOf = new Map(order.map((name, index) => [name, index]));
  const chooser = openChooser(policy, input.placement, order, seededRandom(input.seed ?? 1));
  const count = volumes.length;
  const state = volumes.map((_volume, index): 'there' | 'not yet' | 'lost' =>
    index < count - situation.added ? 'there' : 'not yet',
  );
  const takes = (index: number): boolean => state[index] === 'there' && volumes[index]?.takes === 'yes';
  const stand = (): void => {
    const standings = volumes.flatMap((volume, index) => {
      const standing = standingOf(volume, space.figures[index], state[index] === 'lost', reserveOf(volume));
      return state[index] === 'not yet' ? [] : [standing];
    });
    chooser.stand(standings, ({ name }) => takes(indexOf.get(name) ?? -1));
  };
  stand();

  const fills = volumes.map((): (number | null)[] => []);
  const placedBytes = new Float64Array(count);
  const placedFiles = new Float64Array(count);
  /** Which volume has the files of each folder: -1 none, -2 several. */
  const places = new Int32Array(workload.folders.length).fill(-1);
  const asksFolders =
    policy === 'existing-path' || input.placement.rules.some((rule) => rule.policy === 'existing-path');
  const holders = asksFolders ? heldFolders(input.tree, count) : null;
  for (const { folder, volume } of input.held ?? []) holders?.hold(folder, volume);

  const refusals: RefusedWrite[] = [];
  let refused = 0;
  let refusedBytes = 0;
  let foldersSplit = 0;
  let lostBytes = 0;
  let nextPoint = 0;
  let nextHappening = 0;

  const note = (): void => {
    fills.forEach((fill, index) => {
      const figures = space.figures[index];
      fill.push(figures !== undefined && state[index] === 'there' ? shareOf(figures) : null);
    });
  };
  const happen = (before: number): void => {
    for (; happenings[nextHappening]?.before === before; nextHappening += 1) {
      const { kind, volume } = happenings[nextHappening] ?? { kind: 'add', volume: -1 };
      if (kind === 'lose') lostBytes += heldBy(volume);
      state[volume] = kind === 'add' ? 'there' : 'lost';
      stand();
    }
  };
  /** Of a volume that shares its file system, only what was placed there is known to be its own. */
  const heldBy = (index: number): number => {
    const volume = volumes[index];
    const isShared = volume?.limit === null && volumes.filter((one) => one.spaceGroup === volume.spaceGroup).length > 1;
    return isShared ? (placedBytes[index] ?? 0) : (space.figures[index]?.used ?? 0);
  };

  let write = 0;
  const sharedBy = (eligible: readonly PolicyVolume[]): ReadonlyMap<string, number> => {
    const folder = workload.folder[write] ?? 0;
    return new Map(eligible.map(({ name }) => [name, holders?.depth(folder, indexOf.get(name) ?? -1) ?? 0]));
  };
  const path = (): ReturnType<Asked['path']> => pathAt(workload, write);

  for (; write <= workload.count; write += 1) {
    // What happens at a point is told by the points after it.
    for (; points[nextPoint] === write; nextPoint += 1) note();
    happen(write);
    if (write === workload.count) break;
    if (write % progressWrites === 0 && write > 0) onProgress?.(progressWrites);
    const size = workload.size[write] ?? 0;
    const asked: Asked = { size, path, shared: holders === null ? null : sharedBy };
    const name = chooser.choose(asked);
    if (name === null) {
      refused += 1;
      refusedBytes += size;
      if (refusals.length < mostRefusals) {
        refusals.push({ path: path(), size, atMs: workload.atMs[write] ?? 0, reasons: chooser.refusals(asked) });
      }
      continue;
    }
    const chosen = indexOf.get(name) ?? 0;
    const allocated = workload.allocated[write] ?? 0;
    const folder = workload.folder[write] ?? 0;
    chooser.placed(asked, name, allocated);
    space.take(chosen, allocated);
    placedBytes[chosen] = (placedBytes[chosen] ?? 0) + allocated;
    placedFiles[chosen] = (placedFiles[chosen] ?? 0) + 1;
    holders?.hold(folder, chosen);
    const place = places[folder];
    if (place === -1) places[folder] = chosen;
    else if (place !== chosen && place !== -2) {
      places[folder] = -2;
      foldersSplit += 1;
    }
  }
  onProgress?.(workload.count % progressWrites);

  const shares = space.figures.flatMap((figures, index) => (takes(index) ? [shareOf(figures)] : []));
  return {
    policy,
    volumes: volumes.map(({ name }, index): SimulatedVolume => ({
      volume: name,
      fill: fills[index] ?? [],
      used: space.figures[index]?.used ?? 0,
      total: space.figures[index]?.total ?? 0,
      placedBytes: placedBytes[index] ?? 0,
      placedFiles: placedFiles[index] ?? 0,
    })),
    spread: shares.length === 0 ? 0 : (Math.max(...shares) - Math.min(...shares)) * 100,
    refused,
    refusedBytes,
    refusals,
    foldersSplit,
    busiest: busiestOf(order, placedBytes),
    lostBytes,
  };
}

const shareOf = ({ used, total }: PolicyVolume): number => (total > 0 ? Math.min(1, used / total) : 1);

function standingOf(
  { name, takes, limit, tags }: StartVolume,
  figures: PolicyVolume | undefined,
  isLost: boolean,
  reserve: number,
): Standing {
  return {
    name,
    settings: {
      mode: takes === 'yes' || takes === 'draining' ? 'read-write' : takes,
      reserve,
      limit,
      draining: takes === 'draining',
      tags,
    },
    state: { online: !isLost, reason: isLost ? 'lost' : '' },
    figures: figures ?? null,
    unread: '',
  };
}

function busiestOf(names: readonly string[], placed: Float64Array): PolicyOutcome['busiest'] {
  const sum = placed.reduce((bytes, more) => bytes + more, 0);
  const most = Math.max(0, ...placed);
  const name = names[placed.indexOf(most)];
  return sum === 0 || name === undefined ? null : { volume: name, share: most / sum };
}
