import { fail } from '../../../shared/errors.ts';
import type { JobHandle } from '../api.ts';
import { beginCopy } from './copy.ts';
import { beginGet } from './get.ts';
import { beginMove } from './move.ts';
import { beginPut } from './put.ts';
import { beginRemove, beginTrash } from './remove.ts';
import type { Begin } from './spec.ts';
import type { Restart, TransferContext } from './types.ts';

/** Begins a transfer again by what was kept of it. Plans are run again by the engine. */
export function beginAgain(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  switch (restart.kind) {
    case 'put':
      return beginPut(context, restart, begin);
    case 'get':
      return beginGet(context, restart, begin);
    case 'copy':
      return beginCopy(context, restart, begin);
    case 'move':
      return beginMove(context, restart, begin);
    case 'trash':
      return beginTrash(context, restart, begin);
    case 'remove':
      return beginRemove(context, restart, begin);
    case 'plan':
      throw fail('internal', 'Starting a job again', 'it is the run of a plan', 'report it with the log');
  }
}
