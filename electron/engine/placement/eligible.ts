import { formatSize } from '../../../shared/format.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { baseName } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberSettings, MemberState, PolicyVolume } from '../pool/types.ts';

/**
 * Why a volume cannot take a file, by kind: the kinds of all volumes decide the error code. `rule`: a rule or a pin
 * leaves it out; `together`: the folder is kept together elsewhere.
 */
export type RefusalKind = 'offline' | 'mode' | 'name' | 'space' | 'tried' | 'rule' | 'together';

export interface Refusal {
  readonly volume: string;
  readonly kind: RefusalKind;
  /** A phrase: "below its 4.00 GB reserve". */
  readonly reason: string;
}

/** A volume as a choice sees it. */
export interface Standing {
  readonly name: string;
  readonly settings: MemberSettings;
  readonly state: MemberState;
  /** Null when its space could not be read; `unread` then says why. */
  readonly figures: PolicyVolume | null;
  readonly unread: string;
}

export interface NewFile {
  readonly path: PoolPath;
  /** Bytes; null for what takes no room to speak of (folders, links): the reserve does not hold them back. */
  readonly size: number | null;
  /** Volumes that were tried and refused, by name. */
  readonly exclude: ReadonlySet<string>;
  /** What lies where now, as far as the wish for the file asks for it. */
  readonly near?: Near;
}

export interface Near {
  /** Per volume, how many of the folders above the file it has, from the root on. */
  readonly shared: ReadonlyMap<string, number>;
  /** Per volume that holds something of the folder which is kept together, about how much (bytes). */
  readonly kept: ReadonlyMap<string, number>;
}

/** What nearly every file system takes at most. Those that take less say so when it comes to it. */
const longestName = 255;

function nameProblem(path: PoolPath): string | null {
  const name = baseName(path);
  // At most three bytes per unit: most names need no closer look.
  if (name.length * 3 <= longestName && name.isWellFormed()) return null;
  try {
    const { length } = nameToBytes(name);
    return length > longestName ? `the name is ${length} bytes long, more than ${longestName}` : null;
  } catch {
    return 'the name stands for no bytes';
  }
}

function spaceProblem({ room }: PolicyVolume, { reserve, limit }: MemberSettings, size: number): string | null {
  if (room >= size && room >= 0) return null;
  const left = formatSize(Math.max(0, room));
  if (room > 0) {
    if (limit !== null) return `the file is larger than the ${left} left within its ${formatSize(limit)} limit`;
    return `the file is larger than the ${left} it has left${reserve > 0 ? ' above its reserve' : ''}`;
  }
  if (limit !== null) return `its ${formatSize(limit)} limit is reached`;
  return reserve > 0 ? `below its ${formatSize(reserve)} reserve` : 'full';
}

/** Why this volume cannot take the file, or null when it can. */
export function refusalOf(standing: Standing, file: NewFile): Refusal | null {
  const { name, settings, state, figures, unread } = standing;
  const refuse = (kind: RefusalKind, reason: string): Refusal => ({ volume: name, kind, reason });
  if (!state.online) return refuse('offline', state.reason === '' ? 'not connected' : `not connected: ${state.reason}`);
  if (settings.mode === 'read-only') return refuse('mode', 'read-only');
  if (settings.mode === 'no-create') return refuse('mode', 'takes no new files');
  if (settings.draining) return refuse('mode', 'being emptied');
  const badName = nameProblem(file.path);
  if (badName !== null) return refuse('name', badName);
  if (figures === null) return refuse('offline', unread);
  if (file.exclude.has(name)) return refuse('tried', 'tried, and refused it');
  const full = file.size === null ? null : spaceProblem(figures, settings, file.size);
  return full === null ? null : refuse('space', full);
}
