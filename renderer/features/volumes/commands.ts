import { Eject } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import type { CommandState } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { currentPool } from '../../state/pool.ts';
import { words } from './words.ts';

/** Where no volume can be ejected, the reason of one of them says why. */
function ifEjectable(): CommandState {
  const volumes = currentPool()?.volumes ?? [];
  const [first] = volumes;
  if (first === undefined) return 'hidden';
  return volumes.some(({ notEjected }) => notEjected === '') ? true : { why: words.noneEjected };
}

export function registerVolumeCommands(): void {
  registerCommands([
    {
      id: 'volume.eject',
      title: words.ejectOne,
      group: 'pool',
      icon: Eject,
      enabled: ifEjectable,
      run: () => openDialog({ kind: 'eject' }),
    },
  ]);
}
