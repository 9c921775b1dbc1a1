import { fail } from '../../shared/errors.ts';
import type { ClientScope } from './client-scope.ts';

/** Files of one client that are ready to be dragged to other programs. */
export interface ReadyDrag {
  /** Chosen by the client. */
  readonly id: string;
  /** Real paths, in the order in which they were asked for. */
  readonly files: readonly string[];
}

/**
 * Drags out of the window, in two steps: real paths take a moment to find, and the system wants the drag the moment it
 * begins. The page names what was made ready, never a path.
 */
export class DragsOut {
  private readonly ready = new WeakMap<ClientScope, ReadyDrag>();

  /** Keeps the files of one drag; those before are forgotten. @throws AppError `unsupported` for a name that is no text */
  prepare(client: ClientScope, drag: ReadyDrag): void {
    const odd = drag.files.find((file) => !file.isWellFormed());
    if (odd !== undefined) {
      const why = 'a name is not valid UTF-8, and other programs cannot take such a name';
      throw fail('unsupported', 'Dragging to another program', why, 'rename it, or copy it out with "cfs get"');
    }
    this.ready.set(client, drag);
  }

  /** @throws AppError `not-found` when something else was made ready since */
  take(client: ClientScope, id: string): readonly string[] {
    const drag = this.ready.get(client);
    if (drag?.id === id) return drag.files;
    throw fail('not-found', 'Dragging to another program', 'something else was chosen since', 'drag it again');
  }
}
