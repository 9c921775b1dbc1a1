import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { VolumeIoHistory } from '../../../shared/io.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import type { UsagePoint } from '../../../shared/usage.ts';
import { dropPlace } from '../../state/drag.ts';
import { fullness } from '../../state/evenness.ts';
import { useVolumeIo } from '../../state/io.ts';
import { showVolume } from '../../state/settings-place.ts';
import { useUsage } from '../../state/usage.ts';
import { cx, StateDot, VolumeBar, volumeClass, VolumeMark } from '../../ui/index.ts';
import css from './sidebar.module.css';
import { ioWords, Sparkline, sparkWords } from './sparkline.tsx';

function freeText(volume: VolumeInfo): string {
  if (volume.state === 'offline') return 'not connected';
  if (volume.state === 'failing') return 'not answering';
  if (volume.space === null) return '';
  if (volume.state === 'draining') return `${formatSize(volume.space.used)} left`;
  return `${formatSize(volume.space.free)} free`;
}

const modeText = { 'read-write': '', 'no-create': 'takes no new files', 'read-only': 'read only' } as const;

const noPoints: readonly UsagePoint[] = [];

function describe(volume: VolumeInfo, io: VolumeIoHistory | undefined, points: readonly UsagePoint[]): string {
  const parts = [`${visibleName(volume.name)}: ${freeText(volume)}`];
  if (volume.space !== null) parts.push(`${formatPercent(fullness(volume))} full of ${formatSize(volume.space.total)}`);
  if (volume.reserve > 0) parts.push(`${formatSize(volume.reserve)} kept as reserve`);
  if (volume.mode !== 'read-write') parts.push(modeText[volume.mode]);
  if (volume.stateReason !== '') parts.push(volume.stateReason);
  parts.push(ioWords(io), sparkWords(points));
  return parts.filter((part) => part !== '').join(', ');
}

/** One volume in the sidebar; in the rail only its mark over a small gauge. */
export function VolumeItem({ volume, taking }: { readonly volume: VolumeInfo; readonly taking: boolean }) {
  const points = useUsage((usage) => usage.history?.volumes[volume.name]?.points ?? noPoints);
  const io = useVolumeIo(volume.name);
  const all = describe(volume, io, points);
  return (
    <li>
      <button
        type="button"
        {...dropPlace({ kind: 'volume', name: volume.name })}
        className={cx(
          css['volume'],
          volumeClass(volume.colour),
          volume.state === 'offline' && css['offline'],
          taking && css['taking'],
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
        <span className={css['volumeFree']}>{freeText(volume)}</span>
        <span className={css['volumeBar']}>
          <VolumeBar
            colour={volume.colour}
            used={volume.space?.used ?? 0}
            total={volume.space?.total ?? 0}
            reserve={volume.reserve}
            state={volume.state}
            label={`${formatPercent(fullness(volume))} full`}
          />
          {volume.state !== 'offline' && <Sparkline io={io} />}
        </span>
        {volume.mode !== 'read-write' && <span className={css['volumeMode']}>{modeText[volume.mode]}</span>}
      </button>
    </li>
  );
}
