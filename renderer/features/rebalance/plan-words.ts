import {
  formatClock,
  formatDuration,
  formatPercent,
  formatSize,
  language,
  visibleName,
} from '../../../shared/format.ts';
import type { PlanDraft, PlanVolume } from '../../../shared/model.ts';
import type { PlanEstimate, PlanGoal, PlanRisk } from '../../../shared/planning.ts';
import { count, listOf, named } from '../../text.ts';
import { evennessOf, extremesOf, share } from './figures.ts';
import { folderWords } from './goal-words.ts';
import { range } from './words.ts';
import type { Lead } from './words.ts';

/** The sentences of a plan that is looked at and edited, from real figures. Pure. */

/** What they speak of. */
export type Told = Pick<PlanDraft, 'bytes' | 'files' | 'before' | 'after' | 'flows' | 'blockedCount' | 'reached'> &
  Partial<Pick<PlanDraft, 'blocked'>>;

/** Said of plans without a move. */
const noMove = 'Nothing needs to move.';
const heldUp = 'What holds it up is listed below, each with its reason.';

const list = (names: readonly string[]): string => listOf(names.map(named));

/** `taking`: names of the volumes that take part. */
export function evenLead(plan: Told, taking: ReadonlySet<string>): Lead {
  const those = (volumes: readonly PlanVolume[]) => volumes.filter(({ volume }) => taking.has(volume));
  const [before, after] = [those(plan.before), those(plan.after)];
  const extremes = extremesOf(before);
  const even = evennessOf(before);
  if (extremes === null || even === null) {
    return {
      lead: 'There is nothing to even out.',
      say: ['It takes two connected volumes that may be changed.'],
    };
  }
  const { fullest, emptiest } = extremes;
  const full = share(fullest.used, fullest.total);
  const empty = share(emptiest.used, emptiest.total);
  const picture =
    formatPercent(full) === formatPercent(empty)
      ? `Every volume is ${formatPercent(full)} full.`
      : `${named(fullest.volume)} is ${formatPercent(full)} full, ${named(emptiest.volume)} only ${formatPercent(empty)}.`;
  const lead = `${formatPercent(even)} even. ${picture}`;
  if (plan.flows.length === 0) return { lead, say: [plan.reached ? noMove : 'Nothing can move.'] };
  const ends = extremesOf(after) ?? extremes;
  const levels = range(share(ends.emptiest.used, ends.emptiest.total), share(ends.fullest.used, ends.fullest.total));
  return {
    lead,
    say: [
      'Moving ',
      formatSize(plan.bytes),
      ` brings every connected volume to ${levels}${levels.startsWith('between') ? '' : ' full'}, and the pool to `,
      `${formatPercent(evennessOf(after) ?? 1)} even`,
      '.',
    ],
  };
}

export function drainLead(plan: Told, volume: string): Lead {
  const name = named(volume);
  if (plan.flows.length === 0) {
    // What is not of the pool stays there, and does not keep it from being empty.
    const foreign = plan.blocked?.filter(({ kind }) => kind === 'foreign').length ?? 0;
    return plan.blockedCount === foreign && plan.reached
      ? { lead: `${name} is empty already.`, say: ['No file of this pool is on it.'] }
      : { lead: `${name} cannot be emptied now.`, say: [heldUp] };
  }
  const targets = [...new Set(plan.flows.filter((flow) => flow.from === volume).map((flow) => flow.to))];
  return {
    lead: `Emptying ${name} moves ${formatSize(plan.bytes)} in ${count(plan.files, 'file')}.`,
    say: [
      plan.reached ? 'It fits on ' : 'What can move goes to ',
      list(targets),
      `. Nothing new is placed on ${name} once it starts, and it is usable throughout.`,
    ],
  };
}

function usedOf(volumes: readonly PlanVolume[], name: string): PlanVolume | undefined {
  return volumes.find((one) => one.volume === name);
}

function roomLead(plan: Told, volume: string, wanted: number): Lead {
  const name = named(volume);
  const [before, after] = [usedOf(plan.before, volume), usedOf(plan.after, volume)];
  const gone = (before?.used ?? 0) - (after?.used ?? 0);
  if (plan.flows.length === 0) {
    return plan.reached
      ? { lead: `${name} has ${formatSize(wanted)} of room already.`, say: [noMove] }
      : {
          lead: `No room can be made on ${name} now.`,
          say: [heldUp],
        };
  }
  const takers = [...new Set(plan.flows.filter((flow) => flow.from === volume).map((flow) => flow.to))];
  return {
    lead: `Making ${formatSize(wanted)} of room on ${name} moves ${formatSize(plan.bytes)}.`,
    say: [
      plan.reached ? `${name} gives ` : `All that can go is `,
      formatSize(gone),
      takers.length === 0 ? '.' : `, to ${list(takers)}.`,
    ],
  };
}

function gatherLead(plan: Told, path: string, on: string | null): Lead {
  const folder = folderWords(path);
  if (plan.flows.length === 0) {
    return plan.reached
      ? { lead: `${folder} lies on one volume already.`, say: [noMove] }
      : { lead: `${folder} cannot be gathered now.`, say: [heldUp] };
  }
  const targets = [...new Set(plan.flows.map((flow) => flow.to))];
  const where = on ?? (targets.length === 1 ? (targets[0] ?? null) : null);
  return {
    lead: `Gathering ${folder} moves ${formatSize(plan.bytes)} in ${count(plan.files, 'file')}.`,
    say: [
      plan.reached ? 'All of it is then on ' : 'What can move goes to ',
      where === null ? list(targets) : visibleName(where),
      on === null && where !== null ? ', where the fewest bytes have to go.' : '.',
    ],
  };
}

function spreadLead(plan: Told, path: string): Lead {
  const folder = folderWords(path);
  if (plan.flows.length === 0) {
    return plan.reached
      ? { lead: `${folder} is spread already.`, say: [noMove] }
      : {
          lead: `${folder} cannot be spread further.`,
          say: [heldUp],
        };
  }
  return {
    lead: `Spreading ${folder} moves ${formatSize(plan.bytes)} in ${count(plan.files, 'file')}.`,
    say: ['Each volume then holds a part of it in proportion to its size.'],
  };
}

function rulesLead(plan: Told): Lead {
  if (plan.flows.length === 0) {
    return plan.reached
      ? { lead: 'Everything lies where the rules allow it.', say: [noMove] }
      : { lead: 'The rules cannot be met now.', say: [heldUp] };
  }
  return {
    lead: `Following the rules moves ${formatSize(plan.bytes)} in ${count(plan.files, 'file')}.`,
    say: ['It lies on volumes that its rule or pin does not name; all the rest stays.'],
  };
}

/** The headline of a plan for its goal. */
export function planLead(plan: Told, goal: PlanGoal, taking: ReadonlySet<string>): Lead {
  switch (goal.kind) {
    case 'drain':
      return drainLead(plan, goal.volume);
    case 'room':
      return roomLead(plan, goal.volume, goal.bytes);
    case 'gather':
      return gatherLead(plan, goal.path, goal.on);
    case 'spread':
      return spreadLead(plan, goal.path);
    case 'rules':
      return rulesLead(plan);
    default:
      return evenLead(plan, taking);
  }
}

/** A word of the sentence, in its language. */
const weekday = new Intl.DateTimeFormat(language, { weekday: 'long' });

/** `14:30`, rounded to ten minutes when it is far off; `tomorrow, 02:10`; the day when it is later. */
function clock(ms: number, nowMs: number): string {
  const step = ms - nowMs > 3_600_000 ? 600_000 : 60_000;
  const at = new Date(Math.ceil(ms / step) * step);
  const time = formatClock(at.getTime());
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  const days = Math.floor((at.getTime() - midnight.getTime()) / 86_400_000);
  if (days <= 0) return time;
  return days === 1 ? `tomorrow, ${time}` : `${weekday.format(at)}, ${time}`;
}

/** "50 to 70 min": one unit when both have it. */
export function timeRange({ lowMs, highMs }: Pick<PlanEstimate, 'lowMs' | 'highMs'>): string {
  // Up to two hours both ends are minutes: "50 to 70 min".
  const minutes = (ms: number): string =>
    ms >= 3_600_000 && highMs < 7_200_000 ? `${String(Math.round(ms / 60_000))} min` : formatDuration(ms);
  const [low, high] = [minutes(lowMs), minutes(highMs)];
  if (low === high) return `about ${high}`;
  const [lowNumber, lowUnit] = low.split(' ');
  const [, highUnit] = high.split(' ');
  const simple = low.split(' ').length === 2 && high.split(' ').length === 2;
  return simple && lowUnit === highUnit ? `${lowNumber ?? ''} to ${high}` : `${low} to ${high}`;
}

/** What it takes, and until when; without measurements it says so. */
export function costWords(
  estimate: PlanEstimate | null | undefined,
  nowMs: number,
): { readonly time: string; readonly until: string } {
  if (estimate === null || estimate === undefined) {
    return { time: 'Time not known yet', until: 'speeds are measured as files move' };
  }
  const far = estimate.highMs > 6 * 86_400_000;
  const until = far ? estimate.basis : `done by about ${clock(nowMs + estimate.highMs, nowMs)}`;
  return { time: timeRange(estimate), until };
}

/** What a person should know of a move, in a few words. */
export function riskWords(risk: PlanRisk, nowMs: number): string {
  switch (risk.kind) {
    case 'hard-links':
      return count(risk.names, 'hard link');
    case 'recent':
      return `changed ${formatDuration(Math.max(0, nowMs - risk.changedMs))} ago`;
    case 'loses':
      return `loses ${listOf(risk.what)}`;
    case 'splits':
      return `splits ${folderWords(risk.folder)}`;
  }
}
