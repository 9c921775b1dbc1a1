import type { KeptPicturesUse } from '../../shared/small-picture.ts';
import { host } from '../api/host.ts';

/** What the host keeps of small pictures: how many, and how much they take. @throws AppError unsupported, disconnected */
export function keptPicturesUse(signal: AbortSignal): Promise<KeptPicturesUse> {
  return host().call('pictures.use', {}, { signal });
}

/** Removes all of them: they are drawn anew when they come into sight. @throws AppError io */
export async function clearKeptPictures(): Promise<void> {
  await host().call('pictures.clear', {});
}
