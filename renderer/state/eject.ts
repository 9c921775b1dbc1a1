import { create } from 'zustand';
import { host } from '../api/host.ts';
import { listOf, named, plural } from '../text.ts';
import { notify, notifyError } from './notices.ts';
import { poolId } from './pool.ts';

/** Volumes that are being ejected, by name: writing out what the system holds of a disk may take a while. */
export const useEjecting = create<{ readonly names: ReadonlySet<string> }>()(() => ({ names: new Set<string>() }));

/** Unmounts the disk of a volume, and says when it can be taken; what keeps it is told as an error. */
export async function ejectVolume(name: string): Promise<void> {
  const { names } = useEjecting.getState();
  if (names.has(name)) return;
  useEjecting.setState({ names: new Set([...names, name]) });
  try {
    const away = await host().call('volume.eject', { pool: poolId(), volume: name });
    notify(ejectedWords(away));
  } catch (thrown) {
    notifyError(thrown);
  } finally {
    useEjecting.setState((state) => ({ names: new Set([...state.names].filter((one) => one !== name)) }));
  }
}

/** "usb is ejected: all that was written to it is on it" */
export function ejectedWords(volumes: readonly string[]): string {
  const all = listOf(volumes.map(named));
  return plural(
    volumes.length,
    `${all} is ejected: all that was written is on it`,
    `${all} are ejected: all that was written is on them`,
  );
}
