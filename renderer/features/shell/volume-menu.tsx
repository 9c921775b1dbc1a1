import { Eject } from 'lucide-react';
import type { VolumeInfo } from '../../../shared/model.ts';
import { ejectVolume } from '../../state/eject.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { showVolume } from '../../state/settings-place.ts';
import { text } from '../../text.ts';
import { MenuItem, MenuSeparator } from '../../ui/index.ts';
import { words } from './volume-words.ts';

/** The menu of a volume in the sidebar: what is done with the whole of it. */
export function VolumeMenu({ volume }: { readonly volume: VolumeInfo }) {
  const { name, id, notEjected, state, mode } = volume;
  const why = state === 'offline' ? words.notConnected : mode === 'read-only' ? words.readOnly : null;
  const ifMovable = why === null ? {} : { disabled: true, why };
  return (
    <>
      <MenuItem onSelect={() => showVolume(name)}>{words.settings}</MenuItem>
      <MenuSeparator />
      <MenuItem {...ifMovable} onSelect={() => showRebalance({ kind: 'room', volume: id, bytes: null })}>
        {text.makeRoom}
      </MenuItem>
      <MenuItem {...ifMovable} onSelect={() => showRebalance({ kind: 'drain', volume: id })}>
        {words.empty}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Eject} disabled={notEjected !== ''} why={notEjected} onSelect={() => void ejectVolume(name)}>
        {words.eject(name)}
      </MenuItem>
    </>
  );
}
