import { useEffect, useState } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { thingOf } from '../../state/drag.ts';
import { loadOf, mostSent, roomOf, volumeRefusal } from '../../state/drag-rule.ts';
import type { DraggedThing } from '../../state/drag-rule.ts';
import { folderUsage } from '../../state/entries.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { sendToVolume } from '../../state/send.ts';
import { pathsOf } from '../../state/targets.ts';
import { text } from '../../text.ts';
import { Button, Dialog, VolumeChoice } from '../../ui/index.ts';
import { dialogWords } from './words.ts';

/** So many folders are asked how they lie on their volumes. */
const askedMost = 20;

/** The things, and how those of them that lie on several volumes do, as far as that is known. */
function useThings(pool: PoolInfo, entries: readonly Entry[]): readonly DraggedThing[] {
  const [splits, setSplits] = useState<ReadonlyMap<string, Readonly<Record<string, number>>>>(new Map());
  useEffect(() => {
    const abort = new AbortController();
    const folders = entries.filter(({ type, volumes }) => type === 'directory' && volumes.length > 1);
    for (const { path } of folders.length > askedMost ? [] : folders) {
      folderUsage(pool.id, path as PoolPath, abort.signal)
        .then(({ root, volumes, partial }) => {
          if (partial || abort.signal.aborted) return;
          const split = Object.fromEntries(volumes.map((volume, at) => [volume, root.split[at] ?? 0]));
          setSplits((known) => new Map(known).set(path, split));
        })
        .catch(() => {
          // It is then not told how much of it would move; what does not fit is refused by the host.
        });
    }
    return () => abort.abort();
  }, [pool.id, entries]);
  return entries.map((entry) => {
    const split = splits.get(entry.path);
    return split === undefined ? thingOf(entry) : { ...thingOf(entry), split };
  });
}

export interface MoveToVolumeProps {
  readonly pool: PoolInfo;
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
}

/** Chooses the volume that the bytes of entries go to: the way without dragging them onto it. */
export function MoveToVolume({ pool, entries, onClose }: MoveToVolumeProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const things = useThings(pool, entries);
  const rows = pool.volumes.map((volume) => ({
    volume,
    refused: entries.length > mostSent ? '' : volumeRefusal(things, volume.name, pool.volumes),
    // It would take them if it had more room.
    lacksRoom: volumeRefusal(things, volume.name, pool.volumes, false) === '',
    load: loadOf(things, volume.name),
    room: roomOf(volume),
  }));
  const to = rows.find(({ volume, refused }) => volume.name === chosen && refused === '');
  const [first] = entries;
  const what =
    entries.length === 1 && first !== undefined ? visibleName(first.name) : dialogWords.things(entries.length);
  const tooMany = entries.length > mostSent;
  return (
    <Dialog
      title={dialogWords.toVolume(what)}
      say={dialogWords.toVolumeSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={to === undefined || tooMany}
            why={tooMany ? dialogWords.tooMany(mostSent) : dialogWords.chooseVolume}
            onClick={() => {
              if (to === undefined) return;
              onClose();
              void sendToVolume(pathsOf(entries), to.volume.name);
            }}
          >
            {to === undefined
              ? dialogWords.move
              : to.load.bytes === null
                ? dialogWords.moveOnto(to.volume.name)
                : dialogWords.moveBytesOnto(to.load.bytes, to.volume.name)}
          </Button>
        </>
      }
    >
      <VolumeChoice
        label={dialogWords.target}
        chosen={chosen}
        onChoose={setChosen}
        choices={rows.map(({ volume, refused, room, load, lacksRoom }) => ({
          volume,
          refused,
          note: room === null ? '' : dialogWords.free(room),
          way: lacksRoom && (
            <Button
              variant="bare"
              aria-label={dialogWords.makeRoomOn(volume.name)}
              onClick={() => {
                onClose();
                showRebalance({ kind: 'room', volume: volume.name, bytes: load.bytes });
              }}
            >
              {text.makeRoom}
            </Button>
          ),
        }))}
      />
    </Dialog>
  );
}
