import { formatCount, visibleName } from './format.ts';

/** What a count or a sum of a folder tree left out because it could not be read. Where all was read there is none. */
export interface Unread {
  /** Folders of the pool, wholly or on some of their volumes. */
  readonly folders: number;
  /** How many of them were read before: the sum has what was in them then. */
  readonly before: number;
  /** Names of the volumes that they are on, by name. */
  readonly volumes: readonly string[];
  /** Pool path of the first of them, escaped as in names.ts, and why it could not be read. */
  readonly path: string;
  readonly why: string;
}

/** Two of them, of different folders, as one; undefined where both sums are whole. */
export function bothUnread(one: Unread | undefined, other: Unread | undefined): Unread | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    ...one,
    folders: one.folders + other.folders,
    before: one.before + other.before,
    volumes: [...new Set([...one.volumes, ...other.volumes])].sort(),
  };
}

/** "at least 3 files": a figure without what could not be read; "about" where some of it is of before. */
export function unsure(figure: string, unread: Unread | undefined): string {
  if (unread === undefined) return figure;
  return `${unread.before > 0 ? 'about' : 'at least'} ${figure}`;
}

/** The same in little room: "≥ 12.0 KB", "≈ 12.0 KB". */
export function unsureShort(figure: string, unread: Unread | undefined): string {
  if (unread === undefined) return figure;
  return `${unread.before > 0 ? '≈' : '≥'} ${figure}`;
}

/** "2 folders could not be read on disk1: the system denies access". */
export function unreadWords({ folders, volumes, why }: Unread): string {
  const what = folders === 1 ? '1 folder' : `${formatCount(folders)} folders`;
  return `${what} could not be read on ${volumes.map(visibleName).join(', ')}: ${why}`;
}
