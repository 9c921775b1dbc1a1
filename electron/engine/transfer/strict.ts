import { fail } from '../../../shared/errors.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Metadata, VolumeCapabilities, VolumeEntry } from '../volume/volume.ts';
import type { Root, TreeContext } from './copy-tree.ts';

/** Losses that an error names; more are only counted. */
const namedMost = 20;

/**
 * Looks at everything that will be copied, before anything is written, and refuses when some volume that may get it
 * could not keep all of it.
 * @throws refused, with `data.losses`
 */
export async function refuseLosses(context: TreeContext, roots: readonly Root[], title: string): Promise<void> {
  const { run, source, target } = context;
  const abilities = await Promise.all(
    target.shelves().map(async ({ name, volume }) => ({ name, can: await volume.capabilities() })),
  );
  const losses: string[] = [];
  const look = async (path: PoolPath, entry: VolumeEntry): Promise<void> => {
    await run.checkpoint();
    if (entry.type === 'other') {
      losses.push(`${path}: devices, sockets and pipes are not copied`);
      return;
    }
    const { volume } = await source.locate(path);
    const metadata = await volume.readMetadata(path);
    for (const { name, can } of abilities) {
      for (const what of lossesOf(entry, metadata, can)) losses.push(`${path}: ${name} cannot keep ${what}`);
    }
    if (entry.type !== 'directory' || context.refused(entry) !== null) return;
    for (const child of await source.list(path, run.signal)) await look(childPath(path, child.name), child);
  };
  for (const { from, entry } of roots) await look(from, entry);
  if (losses.length === 0) return;
  const more = losses.length > namedMost ? `; and ${String(losses.length - namedMost)} more` : '';
  const why = `not everything would be kept (${losses.slice(0, namedMost).join('; ')}${more})`;
  throw fail('refused', title, why, 'leave "strict" out, or use volumes that can keep it', {
    data: { losses: losses.slice(0, namedMost) },
  });
}

function lossesOf(entry: VolumeEntry, metadata: Metadata, can: VolumeCapabilities): string[] {
  const uid = process.getuid?.();
  const lost: string[] = [];
  if (!can.xattrs) lost.push(...Object.keys(metadata.xattrs).map((name) => `attribute ${name}`));
  if (metadata.mtimeNs % BigInt(can.timeStepNs) !== 0n) lost.push('the exact time');
  if (uid !== undefined && uid !== 0 && metadata.uid !== uid) lost.push(`owner ${String(metadata.uid)}`);
  if (entry.type === 'file' && entry.links > 1 && !can.hardLinks) lost.push('hard links');
  if (entry.type === 'file' && (metadata.mode & 0o6000) !== 0) lost.push('the setuid or setgid bit');
  if (entry.type === 'symlink' && !can.symlinks) lost.push('symbolic links');
  return lost;
}
