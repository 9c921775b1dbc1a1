import { Eject } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import type { UsagePoint } from '../../../shared/usage.ts';
import { dropPlace } from '../../state/drag.ts';
import { ejectVolume, useEjecting } from '../../state/eject.ts';
import { useVolumeIo } from '../../state/io.ts';
import { showVolume } from '../../state/settings-place.ts';
import { useUsage } from '../../state/usage.ts';
import { ContextMenu, cx, IconButton, StateDot, VolumeBar, volumeClass, VolumeMark } from '../../ui/index.ts';
import css from './sidebar.module.css';
import { Sparkline } from './sparkline.tsx';
import { VolumeMenu } from './volume-menu.tsx';
import { freeWords, fullWords, modeWords, volumeWords, words } from './volume-words.ts';

const noPoints: readonly UsagePoint[] = [];

/** One volume in the sidebar; in the rail only its mark over a small gauge. */
export function VolumeItem({ volume, taking }: { readonly volume: VolumeInfo; readonly taking: boolean }) {
  const points = useUsage((usage) => usage.history?.volumes[volume.name]?.points ?? noPoints);
  const io = useVolumeIo(volume.name);
  const all = volumeWords(volume, io, points);
  const ejecting = useEjecting(({ names }) => names.has(volume.name));
  return (
    <li className={css['volumeItem']}>
      <ContextMenu items={<VolumeMenu volume={volume} />}>
        <button
          type="button"
          {...dropPlace({ kind: 'volume', name: volume.name })}
          className={cx(
            css['volume'],
            volumeClass(volume.colour),
            volume.state === 'offline' && css['offline'],
            taking && css['taking'],
            volume.notEjected === '' && css['ejectable'],
          )}
          onClick={() => showVolume(volume.name)}
          title={all}
        >
          <span className={css['volumeMark']}>
            <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
          </span>
          <span className={css['volumeName']}>
            <span className={css['ellipsis']}>{visibleName(volume.name)}</span>
            <StateDot state={volume.state} />
          </span>
          <span className={css['volumeFree']}>{freeWords(volume)}</span>
          <span className={css['volumeBar']}>
            <VolumeBar
              colour={volume.colour}
              used={volume.space?.used ?? 0}
              total={volume.space?.total ?? 0}
              reserve={volume.reserve}
              state={volume.state}
              label={fullWords(volume)}
            />
            {volume.state !== 'offline' && <Sparkline io={io} />}
          </span>
          {volume.mode !== 'read-write' && <span className={css['volumeMode']}>{modeWords[volume.mode]}</span>}
        </button>
      </ContextMenu>
      {volume.notEjected === '' && (
        <span className={css['eject']}>
          <IconButton
            label={words.eject(volume.name)}
            icon={Eject}
            size="small"
            disabled={ejecting}
            why={words.ejecting}
            onClick={() => void ejectVolume(volume.name)}
          />
        </span>
      )}
    </li>
  );
}
