import { host } from '../api/host.ts';
import { useCatalog } from './catalog.ts';
import { folderAt, openFolders, setFolderSizes, useFolders } from './folders.ts';

/** Sizes of listed folders are asked for at most so often (ms). */
const restMs = 2_000;

let timer: ReturnType<typeof setTimeout> | null = null;

async function askAgain(): Promise<void> {
  const { pool } = useFolders.getState();
  const { status } = useCatalog.getState();
  if (pool === null || status === null || status.state === 'none' || status.state === 'off') return;
  for (const path of openFolders()) {
    const folder = folderAt(path);
    if (folder?.complete !== true || !folder.entries.some(({ type }) => type === 'directory')) continue;
    const sizes = await host().call('usage.sizes', { pool, path });
    if (useFolders.getState().pool !== pool) return;
    setFolderSizes(path, new Map(sizes.map(({ name, ...size }) => [name, size])));
  }
}

function askSoon(): void {
  timer ??= setTimeout(() => {
    // The lists stay as they are where it fails; the next change asks again.
    void askAgain()
      .catch(() => undefined)
      .finally(() => (timer = null));
  }, restMs);
}

/**
 * Keeps the sizes of the folders in the lists right. They come with each listing, but the catalog knows a change a little
 * later than the listing does: it is asked again behind each new listing and when it tells of changes, until its answer
 * is what is shown. Called once by the composition root.
 */
export function followFolderSizes(): void {
  useCatalog.subscribe(({ status }, before) => {
    if (status !== before.status) askSoon();
  });
  useFolders.subscribe(({ folders }, before) => {
    if (openFolders().some((path) => folders.get(path)?.entries !== before.folders.get(path)?.entries)) askSoon();
  });
}
