import { z } from 'zod';
import { mixNames } from './simulation.ts';

/** What a window may ask of a simulation, as the contract parses it. */

const bytes = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const ms = z.number().min(-8.64e15).max(8.64e15);
const share = z.number().min(0).max(1);
const hostPath = z.string().min(1).max(65_536);

export const simulationSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('history'), sinceMs: ms.optional(), untilMs: ms.optional() }),
  z.strictObject({
    kind: z.literal('synthetic'),
    mix: z.enum(mixNames),
    seed: z.number().int().nonnegative().max(0xffff_ffff).optional(),
    bytes: bytes.min(1).optional(),
  }),
  z.strictObject({ kind: z.literal('tree'), path: hostPath }),
  z.strictObject({ kind: z.literal('file'), path: hostPath }),
]);

export const whatIf = z.union([
  z.strictObject({ kind: z.literal('add'), bytes: bytes.min(1), at: share }),
  z.strictObject({ kind: z.literal('lose'), volume: z.string().min(1).max(1024), at: share }),
  z.strictObject({ kind: z.literal('reserve'), bytes }),
  z.strictObject({ kind: z.literal('reserve'), share }),
]);
