import { formatPercent, formatSize } from '../../../shared/format.ts';
import type { PlanGoal } from '../../../shared/planning.ts';
import type { Refusal } from './demands.ts';
import type { Task } from './goals.ts';
import type { State } from './state.ts';

/** Why units move, for people: the same words for all that go one way for one reason. */
export function reasonsOf(state: State, goal: PlanGoal): (unit: number) => string {
  const known = new Map<string, string>();
  return (unit) => {
    const why = state.why(unit);
    if (why === 'rule') return reasonOf(state, unit, goal);
    const key = `${why} ${String(state.prepared.home[unit])} ${String(state.moves.get(unit))}`;
    const words = known.get(key) ?? reasonOf(state, unit, goal);
    known.set(key, words);
    return words;
  };
}

function reasonOf(state: State, unit: number, goal: PlanGoal): string {
  const { volumes, home, special } = state.prepared;
  const name = (at: number): string => volumes[at]?.name ?? '';
  const to = name(state.moves.get(unit));
  const from = name(home[unit] ?? -1);
  switch (state.why(unit)) {
    case 'share':
      if (goal.kind === 'room') return `makes room on ${from}; ${to} has the most to give`;
      return `the largest that ${from} has to give and ${to} can take`;
    case 'gap':
      return `fills the last gap between ${from} and ${to}`;
    case 'fit':
      return `fits what ${from} has to give better than another one`;
    case 'best':
      return `of all combinations the one that fits ${to} best`;
    case 'room':
      return `${to} has the room`;
    case 'sent':
      return `it was sent to ${to}`;
    case 'rule':
      return `a rule or a pin lets it lie only on ${[...(special.get(unit)?.allowed ?? [])].map(name).join(', ')}`;
    case 'gather':
      return `${goal.kind === 'gather' ? goal.path : 'its folder'} comes together on ${to}`;
  }
}

interface Outcome {
  readonly task: Task;
  readonly refused: readonly Refusal[];
  readonly isReached: boolean;
}

/** What keeps a plan from its goal and how near it comes; empty when it is reached. */
export function noteOf(state: State, goal: PlanGoal, { task, refused, isReached }: Outcome): string {
  const { setting } = state;
  if (!setting.sends.includes(true) && !setting.receives.includes(true)) {
    return 'No volume can take part: none is connected and writable.';
  }
  if (isReached) return '';
  const sentences: string[] = [];
  const bytes = refused.reduce((sum, { unit }) => sum + state.size(unit), 0);
  if (refused.length > 0) {
    const what = refused.length === 1 ? 'One file or group has' : `${String(refused.length)} files or groups have`;
    if (goal.kind === 'drain') sentences.push(`${goal.volume} cannot be emptied now: see what is blocked.`);
    else sentences.push(`${what} to stay (${formatSize(bytes)}): see what is blocked.`);
  }
  const far = closest(state, task);
  if (far !== '') sentences.push(far);
  return sentences.join(' ');
}

/** The bin that is farthest from what is asked, why it is, and where it ends. */
function closest(state: State, { band }: Task): string {
  const { prepared, level, setting } = state;
  const total = (bin: number): number => prepared.bins[bin]?.total ?? 0;
  const far = (bin: number): number => (total(bin) === 0 ? 0 : state.outside(bin) / total(bin));
  const out = [...prepared.bins.keys()].filter((bin) => state.outside(bin) > 0);
  const [first] = out;
  if (first === undefined) return '';
  const worst = out.reduce((a, b) => (far(b) > far(a) ? b : a), first);
  const names = (bin: number): string =>
    (prepared.bins[bin]?.volumes ?? []).map((at) => prepared.volumes[at]?.name ?? '').join(', ');
  const used = level[worst] ?? 0;
  const isOver = used > (setting.levels.high[worst] ?? Infinity);
  const ends = `${names(worst)} ${formatPercent(total(worst) === 0 ? 0 : used / total(worst), 1)} full`;
  const asks =
    band === null
      ? `What is asked of ${names(worst)}`
      : `Every volume between ${formatPercent(band.low, 1)} and ${formatPercent(band.high, 1)} full`;
  return `${asks} is out of reach: ${isOver ? whyOver(state, worst) : whyUnder(state, worst)}. The closest reachable leaves ${ends}.`;
}

function whyOver(state: State, bin: number): string {
  const { movable, ruled } = bytesLeft(state, bin);
  const over = state.outside(bin);
  const name = (state.prepared.bins[bin]?.volumes ?? []).map((at) => state.prepared.volumes[at]?.name ?? '').join(', ');
  const kept = ruled === 0 ? '' : ` (rules or pins keep ${formatSize(ruled)} there)`;
  if (movable === 0) return `nothing more may leave ${name}${kept}`;
  if (movable < over)
    return `${formatSize(over)} too much lie on ${name}, and only ${formatSize(movable)} of it may leave${kept}`;
  return 'no file that may move fits on the others';
}

function whyUnder(state: State, bin: number): string {
  const { volumes } = state.prepared.bins[bin] ?? { volumes: [] };
  const name = volumes.map((at) => state.prepared.volumes[at]?.name ?? '').join(', ');
  if (!volumes.some((at) => state.setting.receives[at] === true)) return `${name} takes no files now`;
  if (state.room(bin) === 0) return `${name} has no room above its reserve`;
  return 'no file that may move is small enough for what is missing';
}

/** Bytes of what does not leave a bin: what might be chosen, and what rules and pins let lie nowhere else. */
function bytesLeft(state: State, bin: number): { readonly movable: number; readonly ruled: number } {
  const { binOf, special } = state.prepared;
  let [movable, ruled] = [0, 0];
  for (const unit of state.lists[bin] ?? []) {
    if (!state.isFree(unit)) continue;
    const allowed = special.get(unit)?.allowed ?? null;
    if (allowed !== null && [...allowed].every((volume) => binOf[volume] === bin)) ruled += state.size(unit);
    else movable += state.size(unit);
  }
  return { movable, ruled };
}
