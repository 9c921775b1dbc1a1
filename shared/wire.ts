import { z } from 'zod';
import { errorCodes } from './errors.ts';

/** Frames of the protocol, the same on every transport. Raised with every change that an older peer cannot read. */
export const wireVersion = 1;

const wireError = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** Client to host. */
export const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('call'),
    id: z.number().int().nonnegative(),
    method: z.string().max(64),
    input: z.unknown(),
  }),
  z.strictObject({ t: z.literal('cancel'), id: z.number().int().nonnegative() }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;

/** Host to client. `hello` comes first. */
export const hostFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), version: z.number() }),
  z.object({ t: z.literal('reply'), id: z.number(), output: z.unknown() }),
  z.object({ t: z.literal('failure'), id: z.number(), error: wireError }),
  z.object({ t: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type HostFrame = z.infer<typeof hostFrame>;

/** All that a transport must do: whole frames, in order, until it closes. */
export interface Transport<Out, In> {
  send(frame: Out): void;
  onFrame(listener: (frame: In) => void): void;
  onClose(listener: (why: string) => void): void;
  close(): void;
}
