import { dateLabels, sizeLabels, typeLabels } from './filter-words.ts';

/** Values that the menus of the filters offer. */
export interface Preset {
  /** As it is written in the query. */
  readonly value: string;
  readonly label: string;
}

const presetsOf = (labels: Readonly<Record<string, string>>): readonly Preset[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

export const sizePresets = presetsOf(sizeLabels);
export const datePresets = presetsOf(dateLabels);
export const typePresets: readonly Preset[] = (
  ['folder', 'file', 'image', 'video', 'audio', 'document', 'archive', 'code', 'link'] as const
).map((value) => ({ value, label: typeLabels[value] }));
