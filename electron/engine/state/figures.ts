import { z } from 'zod';
import type { Space } from '../../../shared/model.ts';
import type { Database } from './database.ts';

/** What was last seen of a volume, told while it is offline. */
export interface VolumeFigures {
  readonly space: Space;
  readonly filesystem: string;
  readonly spaceGroup: string;
}

export interface FigureStore {
  find(volume: string): VolumeFigures | null;
  /** Written only when it differs from what was written last. */
  save(volume: string, figures: VolumeFigures): void;
}

const row = z.object({
  total: z.number(),
  used: z.number(),
  free: z.number(),
  filesystem: z.string(),
  space_group: z.string(),
});

export function openFigures(database: () => Database): FigureStore {
  const written = new Map<string, string>();
  return {
    find(volume) {
      const found = database()
        .sql.prepare('SELECT total, used, free, filesystem, space_group FROM volume WHERE id = ?')
        .get(volume);
      if (found === undefined) return null;
      const { total, used, free, filesystem, space_group: spaceGroup } = row.parse(found);
      return { space: { total, used, free }, filesystem, spaceGroup };
    },
    save(volume, { space, filesystem, spaceGroup }) {
      const key = JSON.stringify([space, filesystem, spaceGroup]);
      if (written.get(volume) === key) return;
      written.set(volume, key);
      database()
        .sql.prepare('REPLACE INTO volume VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(volume, space.total, space.used, space.free, filesystem, spaceGroup, Date.now());
    },
  };
}
