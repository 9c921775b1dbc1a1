import { create } from 'zustand';
import { host } from '../api/host.ts';
import { notify, notifyError } from './notices.ts';
import { poolId } from './pool.ts';
import { words } from './words.ts';

/** Volumes that are being ejected, by name: writing out what the system holds of a disk may take a while. */
export const useEjecting = create<{ readonly names: ReadonlySet<string> }>()(() => ({ names: new Set<string>() }));

/** Unmounts the disk of a volume, and says when it can be taken; what keeps it is told as an error. */
export async function ejectVolume(name: string): Promise<void> {
  const { names } = useEjecting.getState();
  if (names.has(name)) return;
  useEjecting.setState({ names: new Set([...names, name]) });
  try {
    const away = await host().call('volume.eject', { pool: poolId(), volume: name });
    notify(words.ejected(away));
  } catch (thrown) {
    notifyError(thrown);
  } finally {
    useEjecting.setState((state) => ({ names: new Set([...state.names].filter((one) => one !== name)) }));
  }
}
