import { z } from 'zod';
import { conflictChoices } from '../../../shared/model.ts';
import type { JobItem, Restart } from './types.ts';

/** How jobs are begun again, as the files of a home keep it: it may be damaged, or of a later version. */

export const factsShape = z.object({
  madeFolders: z.array(z.string()).default([]),
  folderTimes: z.record(z.string(), z.tuple([z.string(), z.string()])).default({}),
});

export const windowShape = z.object({ from: z.number(), to: z.number() });

export const restartShape = z.object({
  kind: z.enum(['put', 'get', 'copy', 'move', 'trash', 'remove', 'plan']),
  items: z.array(z.object({ from: z.string(), to: z.string() })),
  options: z.object({
    dest: z.string(),
    onConflict: z.enum(conflictChoices).optional(),
    verify: z.boolean().optional(),
    strict: z.boolean().optional(),
    recursive: z.boolean().optional(),
    volume: z.string().optional(),
    planId: z.string().optional(),
    resumed: factsShape.optional(),
  }),
});

/** As it is used: what was not kept is left out. */
export function restartIn({
  kind,
  items,
  options,
}: {
  readonly kind: Restart['kind'];
  readonly items: readonly JobItem[];
  readonly options: object;
}): Restart {
  const kept = Object.entries(options).filter(([, value]) => value !== undefined);
  return { kind, items, options: Object.fromEntries(kept) as unknown as Restart['options'] };
}

/** What was written as JSON; null where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
