import { z } from 'zod';
import { policyNames } from './model.ts';
import { mostLevels } from './placement.ts';

/** Parsers of what a pool is told of where new files go: for the contract, the configuration and markers. */

const levels = z.number().int().min(1).max(mostLevels);
const name = z.string().min(1).max(1024);

export const keepTogetherShape = z.object({ levels, firm: z.boolean() });

export const ruleShape = z.object({
  glob: z.string().min(1).max(4096),
  policy: z.enum(policyNames).optional(),
  volumes: z.array(name).max(1024).readonly().optional(),
  keepTogether: levels.optional(),
  firm: z.boolean().optional(),
  off: z.boolean().optional(),
});

export const pinShape = z.object({ path: z.string().min(1).max(65_536), volume: name });

/** A marker tells of all of them, and is small: see `placementBytes`. */
export const rulesShape = z.array(ruleShape).max(1_000).readonly();
export const pinsShape = z.array(pinShape).max(10_000).readonly();

/** Most bytes of rules and pins together, as JSON. */
export const mostPlacementBytes = 64 << 10;
