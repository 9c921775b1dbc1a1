import type { Input } from '../../../shared/contract.ts';
import { asAppError } from '../../../shared/errors.ts';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo, VolumeMode } from '../../../shared/model.ts';
import { words } from './words.ts';

/** What the fields of the settings hold, as typed. */
export interface Draft {
  readonly name: string;
  readonly mode: VolumeMode;
  readonly reserve: string;
  /** Empty: no limit. */
  readonly limit: string;
  /** Separated by commas. */
  readonly tags: string;
}

export function draftOf(volume: VolumeInfo): Draft {
  return {
    name: volume.name,
    mode: volume.mode,
    reserve: formatSize(volume.reserve),
    limit: volume.limit === null ? '' : formatSize(volume.limit),
    tags: volume.tags.join(', '),
  };
}

export type DraftErrors = Partial<Record<keyof Draft, string>>;
export type Settings = Omit<Input<'volume.set'>, 'pool' | 'volume'>;

function size(text: string): { readonly bytes: number; readonly error: string } {
  try {
    return { bytes: parseSize(text), error: '' };
  } catch (thrown) {
    const todo = asAppError(thrown).message.split(': ').at(-1) ?? '';
    return { bytes: 0, error: words.noSize(todo) };
  }
}

/**
 * The settings that differ from the volume's, and what cannot be read. A size that was not touched is left out: its
 * text is rounded to three digits.
 */
export function readDraft(
  pool: PoolInfo,
  volume: VolumeInfo,
  draft: Draft,
): { settings: Settings; errors: DraftErrors } {
  const before = draftOf(volume);
  const settings: Settings = {};
  const errors: DraftErrors = {};
  const name = draft.name.trim();
  if (name === '') errors.name = words.volumeNeedsName;
  else if (pool.volumes.some((one) => one.id !== volume.id && one.name === name)) {
    errors.name = words.nameTaken;
  } else if (name !== volume.name) settings.name = name;
  if (draft.mode !== volume.mode) settings.mode = draft.mode;
  if (draft.reserve !== before.reserve) {
    const { bytes, error } = size(draft.reserve);
    if (error === '') settings.reserve = bytes;
    else errors.reserve = error;
  }
  if (draft.limit !== before.limit) {
    if (draft.limit.trim() === '') settings.limit = null;
    else {
      const { bytes, error } = size(draft.limit);
      if (error === '') settings.limit = bytes;
      else errors.limit = error;
    }
  }
  if (draft.tags !== before.tags) settings.tags = tagsOf(draft.tags);
  return { settings, errors };
}

function tagsOf(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
