import { z } from 'zod';

/**
 * What a person chose for the window itself. It belongs to the person, not to a pool: the host keeps it in
 * `window.json` of CFS_HOME, and every window of that host follows. What cannot be read there is as it was never chosen.
 */

export const columnKeys = ['volumes', 'size', 'modified', 'copies', 'allocated', 'type', 'created', 'mode'] as const;
export type ColumnKey = (typeof columnKeys)[number];

export const groupKeys = ['none', 'type', 'modified', 'size', 'volume'] as const;
export type GroupKey = (typeof groupKeys)[number];

const path = z.string().min(1).max(65_536);

export const settingsShape = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'normal', 'comfortable']),
  /** IEC: 1 KiB = 1,024 bytes; SI: 1 kB = 1,000. */
  units: z.enum(['iec', 'si']),
  /** How a folder is shown. */
  view: z.strictObject({
    kind: z.enum(['details', 'grid']),
    /** Edge of a tile's picture, px. */
    tile: z.number().int().min(48).max(320),
    group: z.enum(groupKeys),
    hidden: z.boolean(),
    foldersFirst: z.boolean(),
    /** Columns after the name, in their order; widths in px. */
    columns: z.array(z.strictObject({ key: z.enum(columnKeys), width: z.number().int().min(32).max(1_200) })).max(32),
  }),
  /** Folders that were put into the sidebar, by the id of their pool. */
  bookmarks: z.record(z.string().max(255), z.array(z.strictObject({ path, name: z.string().max(255) })).max(200)),
});

export type Settings = z.infer<typeof settingsShape>;

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'normal',
  units: 'si',
  view: {
    kind: 'details',
    tile: 112,
    group: 'none',
    hidden: false,
    foldersFirst: true,
    columns: [
      { key: 'volumes', width: 150 },
      { key: 'size', width: 96 },
      { key: 'modified', width: 150 },
    ],
  },
  bookmarks: {},
};
