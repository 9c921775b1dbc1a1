import { z } from 'zod';

/** The CSP of the window forbids eval: zod must not compile parsers (this module may be the first to make one). */
z.config({ jitless: true });

/**
 * What a person chose for the window itself. It belongs to the person, not to a pool: the host keeps it in
 * `window.json` of CFS_HOME, and every window of that host follows. What cannot be read there is as it was never chosen.
 */

/** In the order in which they are offered. */
export const columnKeys = ['volumes', 'size', 'modified', 'created', 'copies', 'allocated', 'type', 'mode'] as const;
export type ColumnKey = (typeof columnKeys)[number];

export const sortKeys = ['name', ...columnKeys] as const;
export type SortKey = (typeof sortKeys)[number];

export const groupKeys = ['none', 'type', 'modified', 'size', 'volume'] as const;
export type GroupKey = (typeof groupKeys)[number];

const path = z.string().min(1).max(65_536);
/** Folders that were open last, of one pool. */
export const recentsMost = 10;

export const settingsShape = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'normal', 'comfortable']),
  /** IEC: 1 KiB = 1,024 bytes; SI: 1 kB = 1,000. */
  units: z.enum(['iec', 'si']),
  /** The host keeps small pictures of files in its cache, so that they are not read again. */
  keepPictures: z.boolean(),
  /** How a folder is shown. */
  view: z.strictObject({
    kind: z.enum(['details', 'grid']),
    /** Edge of a tile's picture, px. */
    tile: z.number().int().min(48).max(320),
    sort: z.strictObject({ key: z.enum(sortKeys), descending: z.boolean() }),
    group: z.enum(groupKeys),
    hidden: z.boolean(),
    foldersFirst: z.boolean(),
    /** Columns after the name, in their order; widths in px. */
    columns: z.array(z.strictObject({ key: z.enum(columnKeys), width: z.number().int().min(32).max(1_200) })).max(32),
  }),
  /** Folders that were put into the sidebar, by the id of their pool. */
  bookmarks: z.record(z.string().max(255), z.array(z.strictObject({ path, name: z.string().max(255) })).max(200)),
  /** Whether the folders that were open last are kept, and which, newest first, by the id of their pool. */
  keepRecents: z.boolean(),
  recents: z.record(z.string().max(255), z.array(path).max(recentsMost)),
});

export type Settings = z.infer<typeof settingsShape>;

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'normal',
  units: 'si',
  keepPictures: true,
  view: {
    kind: 'details',
    tile: 148,
    sort: { key: 'name', descending: false },
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
  keepRecents: true,
  recents: {},
};

/** A change of settings: what is left out stays; of the view each field by itself, of bookmarks and recent folders each pool. */
export const settingsChangeShape = settingsShape.extend({ view: settingsShape.shape.view.partial() }).partial();

export type SettingsChange = {
  readonly [Key in keyof Settings]?: Key extends 'view' ? Partial<Settings['view']> : Settings[Key];
};

/** The settings after a change; nothing of either is changed itself. */
export function changedSettings(before: Settings, { view, bookmarks, recents, ...rest }: SettingsChange): Settings {
  return {
    ...before,
    ...rest,
    ...(view !== undefined && { view: { ...before.view, ...view } }),
    ...(bookmarks !== undefined && { bookmarks: { ...before.bookmarks, ...bookmarks } }),
    ...(recents !== undefined && { recents: { ...before.recents, ...recents } }),
  };
}

/** Two changes as one, the later one last. */
export function joinedChanges(first: SettingsChange, later: SettingsChange): SettingsChange {
  return {
    ...first,
    ...later,
    ...(first.view !== undefined && { view: { ...first.view, ...later.view } }),
    ...(first.bookmarks !== undefined && { bookmarks: { ...first.bookmarks, ...later.bookmarks } }),
    ...(first.recents !== undefined && { recents: { ...first.recents, ...later.recents } }),
  };
}

/**
 * Settings out of what a file or a page holds: each field that cannot be read is as it was never chosen and is named in
 * `unread`; fields that this version does not know are dropped.
 */
export function readSettings(raw: unknown): { readonly settings: Settings; readonly unread: readonly string[] } {
  const unread: string[] = [];
  const fields = (shape: z.ZodObject, from: unknown, base: object, at: string): object => {
    if (from === undefined) return base;
    if (typeof from !== 'object' || from === null || Array.isArray(from)) {
      unread.push(at === '' ? 'all of it' : at);
      return base;
    }
    const read = Object.entries(shape.shape).map(([key, part]) => {
      const value: unknown = Object.hasOwn(from, key) ? (from as Record<string, unknown>)[key] : undefined;
      const known: unknown = (base as Record<string, unknown>)[key];
      if (value === undefined) return [key, known];
      const name = at === '' ? key : `${at}.${key}`;
      if (part instanceof z.ZodObject) return [key, fields(part, value, known as object, name)];
      const parsed = (part as z.ZodType).safeParse(value);
      if (parsed.success) return [key, parsed.data];
      unread.push(name);
      return [key, known];
    });
    return Object.fromEntries(read) as object;
  };
  // Each field was read by its own parser, or is the default's.
  const settings = fields(settingsShape, raw, defaultSettings, '') as Settings;
  return { settings, unread };
}

/** What a page is given before its connection stands, so that nothing flashes. No names: anyone here may ask for it. */
export function lookOf({
  theme,
  density,
  units,
  view,
}: Settings): Omit<Settings, 'bookmarks' | 'keepPictures' | 'keepRecents' | 'recents'> {
  return { theme, density, units, view };
}

/** Name of the page's meta element that holds it, as JSON. */
export const lookName = 'cfs-look';

/** Answer of `settings.get` and payload of `settings.changed`. */
export interface SettingsState {
  readonly settings: Settings;
  /** What of the file could not be read, in a sentence; null: nothing. */
  readonly problem: string | null;
}
