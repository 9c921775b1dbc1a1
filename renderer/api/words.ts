import { fail } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';

/** Why the host cannot be asked. */
export const connectionErrors = {
  notConnected: (): AppError =>
    fail('disconnected', 'Asking the host', 'it is not answering', 'wait until it is back, or start it again'),
  unknownTab: (cause: unknown): AppError => {
    const why = 'it was started anew and does not know this tab';
    return fail('unauthorized', 'Connecting to CFS', why, 'open the address that it printed', { cause });
  },
  noAnswer: (cause: unknown): AppError =>
    fail('disconnected', 'Connecting to CFS', 'it does not answer', 'start it again', { cause }),
} as const;

/** How a connection ended. */
export const connectionWords = {
  noPort: 'the program did not open a port',
  portClosed: 'the program closed the connection',
  ended: 'the connection ended',
} as const;
