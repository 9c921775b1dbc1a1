/** Runs of plans: when they may work, and what they tell afterwards. Bytes are allocated bytes, times ms since 1970. */

/** Minutes of the day on the host's clock, 0 to 1439. With `from` behind `to` it goes over midnight; never equal. */
export interface RunWindow {
  readonly from: number;
  readonly to: number;
}

const minuteText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** "22:00-06:00" */
export const formatWindow = ({ from, to }: RunWindow): string => `${minuteText(from)}-${minuteText(to)}`;

/** "22:00-06:00", "7:30 - 9"; null for what is none. */
export function parseWindow(text: string): RunWindow | null {
  const found = /^\s*(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?\s*$/.exec(text);
  if (found === null) return null;
  const minutes = (hour: string | undefined, minute = '0'): number => Number(hour) * 60 + Number(minute);
  const [, fromHour, fromMinute, toHour, toMinute] = found;
  if (Number(fromMinute ?? 0) > 59 || Number(toMinute ?? 0) > 59) return null;
  const from = minutes(fromHour, fromMinute);
  // 24:00 is how people write the end of a day.
  const to = minutes(toHour, toMinute) % (24 * 60);
  const isTime = from < 24 * 60 && Number(toHour) * 60 + Number(toMinute ?? 0) <= 24 * 60;
  return isTime && from !== to ? { from, to } : null;
}

/** What a fresh look at a volume found, past the catalog: every folder was read. */
export interface EmptyProof {
  readonly volume: string;
  readonly atMs: number;
  readonly foldersRead: number;
  /** Files, links and empty folders of the pool that are there still. */
  readonly files: number;
  /** The first 1,000 of them. */
  readonly entries: readonly string[];
  /** Not of the pool, and left alone. */
  readonly foreign: readonly string[];
  /** Part files of copies that did not end, and other names that no listing shows. */
  readonly parts: readonly string[];
  /** Records of work that did not end, on the volume or about it. */
  readonly journal: number;
  /** Things in the volume's trash, which go away with it. */
  readonly trashed: number;
  /** Nothing of the pool: no files, no parts, no records. The trash does not count. */
  readonly empty: boolean;
}

/** Something of a plan that stayed where it was. */
export interface RunRemark {
  readonly path: string;
  readonly code: string;
  readonly reason: string;
}

export interface RunDirection {
  readonly from: string;
  readonly to: string;
  /** Names: all those of one file count. */
  readonly files: number;
  readonly bytes: number;
  /** How long something was under way this way. */
  readonly activeMs: number;
}

/** What the run of a plan did. Written while it runs, too, so that it tells what a killed run had done. */
export interface RunReceipt {
  readonly plan: string;
  readonly pool: string;
  readonly goal: string;
  /** `stopped`: cancelled, or its process ended. */
  readonly state: 'running' | 'done' | 'stopped';
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly planned: { readonly files: number; readonly bytes: number };
  readonly moved: { readonly files: number; readonly bytes: number };
  /** Moved things by how they were seen to be whole: read again from the device, or maybe from memory. */
  readonly verified: { readonly device: number; readonly cached: number };
  /** Which moves of the plan are done: a bit for each in its order, the lowest first, as base64. */
  readonly done?: string;
  readonly directions: readonly RunDirection[];
  /** Left alone because it is not what the plan was made for any more, or is in use; the first 1,000. */
  readonly skipped: readonly RunRemark[];
  readonly skippedCount: number;
  /** Could not be moved; the first 1,000. */
  readonly failed: readonly RunRemark[];
  readonly failedCount: number;
  /** Moves that it did not come to. */
  readonly untried: number;
  /** Losses of metadata and other remarks. */
  readonly notes: readonly string[];
  /** Of a run that emptied a volume: the look at its end. */
  readonly proof: EmptyProof | null;
}
