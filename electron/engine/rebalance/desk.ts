import { fail } from '../../../shared/errors.ts';
import type { PlanDraft, PlanMove, PlanVolume } from '../../../shared/model.ts';
import { isWithin, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type {
  PlanBlocked,
  PlanEdits,
  PlanPage,
  PlanPageOptions,
  PlanRequest,
  PlanRow,
} from '../../../shared/planning.ts';
import { curve } from './curve.ts';
import { estimateOf, timeOf } from './estimate.ts';
import type { TimedVolume } from './estimate.ts';
import { goalInWords } from './goal-words.ts';
import { usedAfter } from './planner.ts';
import type { PlannedMove, PlannerItem, PlannerVolume, Solved } from './planner.ts';
import { risksOf } from './risks.ts';
import type { Keeps } from './risks.ts';
import { filesUnder, pageOf, rowsOf } from './rows.ts';
import type { RowMove, RowOptions } from './rows.ts';
import { scopedItems } from './scoped.ts';
import type { Held, Placing } from './scoped.ts';
import type { Blocked, Scanned, ScannedItem } from './scan.ts';
import { prepare, solve } from './solve.ts';
import type { Prepared } from './solve.ts';

/** What a draft is solved with, beside the items of the desk. */
export interface DeskInput {
  readonly volumes: readonly PlannerVolume[];
  readonly placing: Placing;
  readonly request: PlanRequest;
  readonly held: readonly Held[];
  readonly timed: readonly TimedVolume[];
  readonly keeps: Readonly<Record<string, Keeps>>;
  readonly nowMs: number;
}

/** A draft as the desk knows it. */
export type DeskDraft = Omit<PlanDraft, 'pool' | 'from' | 'scannedMs'>;

/** All that a stored plan has beside its draft. */
export interface DeskMoves {
  readonly moves: readonly PlanMove[];
  readonly blocked: readonly PlanBlocked[];
}

/** Something that a draft would move. */
export interface Wanted {
  readonly path: string;
  readonly volume: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What was found beside items, when it was looked through a pool. */
export type DeskRest = Omit<Scanned, 'items'>;

interface Solution {
  readonly input: DeskInput;
  readonly solved: Solved;
  readonly moves: readonly PlannedMove[];
  readonly items: readonly PlannerItem[];
  readonly blocked: readonly PlanBlocked[];
  /** What would move, had a person not left it out. */
  readonly ghosts: ReadonlyMap<string, readonly PlannedMove[]>;
  listed: { readonly moves: readonly RowMove[]; readonly rows: readonly PlanRow[] } | null;
}

interface Scope {
  readonly key: string;
  readonly prepared: Prepared;
  readonly blocked: readonly PlanBlocked[];
  readonly outside: ReadonlyMap<string, number>;
  readonly soft: boolean;
}

/** Drafts that are remembered; the oldest goes first. */
const draftsKept = 8;
const blockedShown = 1_000;

/**
 * The items of one pool, looked at once, on which drafts are solved: again and again, as a person changes them. Pure and
 * synchronous: a host has it in a thread, a command in its process.
 */
export class Desk {
  private readonly items: ScannedItem[] = [];
  private rest: DeskRest = { blocked: [], emptyFolders: [] };
  private readonly drafts = new Map<string, Solution>();
  private readonly scopes = new Map<boolean, Scope>();

  add(items: readonly ScannedItem[]): void {
    for (const item of items) this.items.push(item);
  }

  ready(rest: DeskRest): void {
    this.rest = rest;
  }

  /** @throws invalid, cancelled */
  solve(id: string, input: DeskInput, cancelled: () => boolean = () => false): DeskDraft {
    const { request, volumes } = input;
    const { goal, edits = {} } = request;
    const found = this.best(input, edits, cancelled);
    const { solved, scope } = found;
    const moves = goal.kind === 'drain' ? [...solved.moves, ...this.folderMoves(goal.volume, input)] : solved.moves;
    const ghosts = this.ghostsOf(input, edits, cancelled);
    const { blocked, stays } = this.blockedOf(input, solved, scope);
    const solution: Solution = {
      input,
      solved,
      moves,
      items: scope.prepared.items,
      blocked,
      ghosts,
      listed: null,
    };
    this.keep(id, solution);
    const after = usedAfter(volumes, moves);
    const figures = (used: (volume: PlannerVolume) => number): readonly PlanVolume[] =>
      volumes.map((volume) => ({ volume: volume.name, used: used(volume), total: volume.total }));
    return {
      id,
      goal: goalInWords(request),
      request,
      bytes: solved.bytes,
      lowerBoundBytes: solved.lowerBoundBytes,
      proven: solved.proven && stays === '',
      moves: moves.length,
      files: moves.reduce((sum, { item }) => sum + namesOf(item), 0),
      excluded: ghosts.size,
      before: figures(({ used }) => used),
      after: figures(({ name, used }) => after.get(name) ?? used),
      band: solved.band,
      targets: solved.targets,
      on: solved.on,
      flows: solved.flows,
      blocked: blocked.toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0)).slice(0, blockedShown),
      blockedCount: blocked.length,
      blockedBytes: blocked.reduce((sum, { size = 0 }) => sum + size, 0),
      reached: solved.reached && stays === '',
      note: [solved.note, stays].filter((sentence) => sentence !== '').join(' '),
      estimate: estimateOf(solved.flows, input.timed),
      extraBytes: solved.extraBytes,
      curve: curve(scope.prepared, edits),
    };
  }

  /** @throws not-found (it is one of the oldest, or of another scan) */
  page(id: string, options: PlanPageOptions): PlanPage {
    const solution = this.solution(id);
    const { moves, rows } = this.listedOf(solution);
    const { under, ...page } = options;
    return pageOf(under === undefined ? rows : filesUnder(moves, under, timesOf(solution.input)), page);
  }

  /** All that a plan stores of a draft. @throws not-found */
  moves(id: string): DeskMoves {
    const { input, moves, items, blocked } = this.solution(id);
    const risks = risksOf(moves, items, new Map(Object.entries(input.keeps)), input.nowMs);
    return {
      blocked,
      moves: moves.map((move): PlanMove => {
        const { item, to, reason, after } = move;
        const { path, volume: from, size, links } = item;
        const { mtimeMs } = item as Partial<ScannedItem>;
        const known = risks(move);
        return {
          path,
          from,
          to,
          size,
          reason,
          ...(links === undefined ? {} : { links }),
          ...(after === undefined || after.length === 0 ? {} : { after }),
          ...(known.length === 0 ? {} : { risks: known }),
          ...(mtimeMs === undefined ? {} : { mtimeMs }),
        };
      }),
    };
  }

  /** What a draft moves, the largest first, so many at most. @throws not-found */
  wanted(id: string, most: number): readonly Wanted[] {
    return this.solution(id)
      .moves.map(({ item }) => item as ScannedItem)
      .filter(({ mtimeMs }: Partial<ScannedItem>) => mtimeMs !== undefined)
      .sort((a, b) => b.size - a.size)
      .slice(0, most)
      .map(({ path, volume, size, mtimeMs }) => ({ path, volume, size, mtimeMs }));
  }

  /** Folders that are kept together softly are torn apart only where that comes nearer to the goal. */
  private best(
    input: DeskInput,
    edits: PlanEdits,
    cancelled: () => boolean,
  ): { readonly solved: Solved; readonly scope: Scope } {
    const { goal } = input.request;
    const scope = this.scopeOf(input, false);
    const solved = solve(scope.prepared, goal, edits, { cancelled });
    if (solved.reached || !scope.soft) return { solved, scope };
    const torn = this.scopeOf(input, true);
    const other = solve(torn.prepared, goal, edits, { cancelled });
    const [first, second] = [missedBy(solved, input.volumes), missedBy(other, input.volumes)];
    return other.reached || second < first ? { solved: other, scope: torn } : { solved, scope };
  }

  private scopeOf(input: DeskInput, tearing: boolean): Scope {
    const { volumes, placing, request, held } = input;
    const { scope = {} } = request;
    const key = JSON.stringify([volumes, placing, scope, held.map(({ path }) => path)]);
    const known = this.scopes.get(tearing);
    if (known?.key === key) return known;
    // Both are of one question: the other one is of a former one now.
    if (!tearing) this.scopes.clear();
    const { items, ...rest } = scopedItems(this.items, scope, placing, { held, nowMs: input.nowMs, tearing });
    const made: Scope = { key, prepared: prepare(volumes, items), ...rest };
    this.scopes.set(tearing, made);
    return made;
  }

  /** What the left out paths would do: as the draft before knew it, else as a plan without that edit says. */
  private ghostsOf(
    input: DeskInput,
    edits: PlanEdits,
    cancelled: () => boolean,
  ): ReadonlyMap<string, readonly PlannedMove[]> {
    const { exclude = [], ...others } = edits;
    const ghosts = new Map<string, readonly PlannedMove[]>();
    if (exclude.length === 0) return ghosts;
    const last = [...this.drafts.values()].at(-1);
    const within = (moves: readonly PlannedMove[], path: string): readonly PlannedMove[] =>
      moves.filter(({ item }) => isWithin(item.path, path as PoolPath));
    let plain: readonly PlannedMove[] | null = null;
    for (const path of exclude) {
      const known = last?.ghosts.get(path) ?? within(last?.moves ?? [], path);
      if (known.length > 0) {
        ghosts.set(path, known);
        continue;
      }
      plain ??= this.best(input, others, cancelled).solved.moves;
      const found = within(plain, path);
      const item = found.length > 0 ? undefined : this.items.find((one) => isWithin(one.path, path as PoolPath));
      // It would not move anyway: it is in the list so that a person can take it in again.
      ghosts.set(path, item === undefined ? found : [{ item, to: item.volume, reason: 'the goal leaves it there' }]);
    }
    return ghosts;
  }

  private blockedOf(
    { request, held, volumes }: DeskInput,
    solved: Solved,
    scope: Scope,
  ): { readonly blocked: readonly PlanBlocked[]; readonly stays: string } {
    const { goal } = request;
    const about = (path: string, volume: string | undefined): boolean => {
      if (goal.kind === 'drain') return volume === goal.volume;
      if (goal.kind === 'gather' && goal.only !== undefined) {
        return goal.only.some((one) => isWithin(path as PoolPath, one as PoolPath));
      }
      if (goal.kind === 'gather' || goal.kind === 'spread') return isWithin(path as PoolPath, goal.path as PoolPath);
      return true;
    };
    const scanned = this.rest.blocked.filter(({ path, volume }) => {
      return about(path, volume) && isWithin(path, (request.scope?.path ?? '/') as PoolPath);
    });
    const known = new Map(held.map((one) => [one.path, one]));
    const blocked = new Map<string, PlanBlocked>();
    const add = (one: PlanBlocked): void => {
      const key = `${one.volume ?? ''} ${one.path}`;
      if (!blocked.has(key)) blocked.set(key, one);
    };
    for (const { item, reason, kind } of solved.blocked) {
      const { path, size, volume } = item;
      const seen = known.get(path);
      add({ path, reason: seen?.reason ?? reason, kind: seen?.kind ?? kind, volume, size });
    }
    for (const { path, volume, size } of known.size === 0 ? [] : this.items) {
      const seen = known.get(path);
      if (seen !== undefined && about(path, volume)) add({ path, reason: seen.reason, kind: seen.kind, volume, size });
    }
    for (const { path, reason, kind, volume, size } of scanned) {
      add({ path, reason, kind, volume, ...(size === undefined ? {} : { size }) });
    }
    for (const one of scope.blocked) {
      if (about(one.path, one.volume) && !(goal.kind === 'rules' && one.kind === 'pinned')) add(one);
    }
    return { blocked: [...blocked.values()], stays: staysOf(request, scanned, scope, solved, volumes) };
  }

  /** Empty folders that only the drained volume has are made elsewhere: where there is most room. */
  private folderMoves(source: string, { volumes, request }: DeskInput): readonly PlannedMove[] {
    const { path: below = rootPath, ...others } = request.scope ?? {};
    // Of files of some kind: folders are none.
    if (Object.keys(others).length > 0) return [];
    const [target] = volumes
      .filter(({ name, receives }) => receives && name !== source)
      .toSorted((a, b) => b.room - a.room);
    if (target === undefined) return [];
    return this.rest.emptyFolders
      .filter(({ path, volume }) => volume === source && isWithin(path, below as PoolPath))
      .map(({ path }) => ({ item: { path, volume: source, size: 0 }, to: target.name, reason: 'an empty folder' }));
  }

  private keep(id: string, solution: Solution): void {
    this.drafts.set(id, solution);
    for (const oldest of this.drafts.keys()) {
      if (this.drafts.size <= draftsKept) break;
      this.drafts.delete(oldest);
    }
  }

  private solution(id: string): Solution {
    const found = this.drafts.get(id);
    if (found !== undefined) return found;
    throw fail('not-found', `Looking for the draft ${id}`, 'it was let go', 'make the plan again');
  }

  private listedOf(solution: Solution): NonNullable<Solution['listed']> {
    const { input, moves, items, ghosts, listed } = solution;
    if (listed !== null) return listed;
    const sent = (input.request.edits?.send ?? []).map(({ path }) => path as PoolPath);
    const left = [...new Set([...ghosts.values()].flat())];
    const risks = risksOf(moves, items, new Map(Object.entries(input.keeps)), input.nowMs);
    const rowMove = (move: PlannedMove, included: boolean): RowMove => {
      const { item, to, reason } = move;
      return {
        path: item.path,
        from: item.volume,
        to,
        size: item.size,
        names: namesOf(item),
        reason,
        included,
        sent: included && sent.some((path) => isWithin(item.path, path)),
        risks: risks(move),
      };
    };
    const all = [...moves.map((move) => rowMove(move, true)), ...left.map((move) => rowMove(move, false))];
    const made = { moves: all, rows: rowsOf(all, timesOf(input)) };
    solution.listed = made;
    return made;
  }
}

const namesOf = ({ links = [] }: PlannerItem): number => 1 + links.length;

function timesOf({ timed }: DeskInput): RowOptions {
  const volumes = new Map(timed.map((volume) => [volume.name, volume]));
  return { time: (flow) => timeOf(flow, volumes) };
}

/** Bytes by which a plan misses its levels, and of what it should have moved. */
function missedBy({ targets, blocked, moves }: Solved, volumes: readonly PlannerVolume[]): number {
  const after = usedAfter(volumes, moves);
  let missed = blocked.reduce((sum, { item }) => sum + item.size, 0);
  for (const [volume, { low, high }] of Object.entries(targets)) {
    const used = after.get(volume) ?? 0;
    missed += Math.max(0, used - high) + Math.max(0, low - used);
  }
  return missed;
}

/** Why a goal about all of a volume or folder is not reached though the planner moved all that it may; else empty. */
function staysOf(
  { goal }: PlanRequest,
  scanned: readonly Blocked[],
  { outside, blocked }: Scope,
  { on }: Solved,
  volumes: readonly PlannerVolume[],
): string {
  const isLeft = ({ foreign, volume }: Blocked): boolean =>
    foreign !== true && (goal.kind === 'drain' || (goal.kind === 'gather' && volume !== on));
  const count = scanned.filter(isLeft).length + (goal.kind === 'drain' ? blocked.length : 0);
  const sentences: string[] = [];
  if (count > 0)
    sentences.push(`${String(count)} of its entries must stay until they are looked at (see what cannot move).`);
  if (goal.kind === 'drain' && (outside.get(goal.volume) ?? 0) > 0) {
    sentences.push(`What lies outside of the scope stays on ${goal.volume}.`);
  }
  return volumes.length === 0 ? '' : sentences.join(' ');
}
