import type { ReactNode } from 'react';
import { HardDrive, Plus } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import { formatSize, parseSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { policyLabels, policySentences } from '../../../shared/placement.ts';
import { openDialog } from '../../state/dialogs.ts';
import { setPlacement } from '../../state/placement.ts';
import { setPool } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { showSettings } from '../../state/settings-place.ts';
import { Badge, Button, Empty, SettledField, Setting, StateDot, VolumeBar, VolumeMark } from '../../ui/index.ts';
import css from './volumes.module.css';
import { modes, stateWords, words } from './words.ts';

export interface PoolPageProps {
  readonly pool: PoolInfo;
  /** The choice of how long its trash keeps things. */
  readonly trash: ReactNode;
}

/** The pool and what holds for all of it, then its volumes. Each choice holds at once. */
export function PoolPage({ pool, trash }: PoolPageProps) {
  const { free, total } = pool.space;
  const sized = pool.reserve === null ? '' : formatSize(pool.reserve);
  return (
    <section aria-labelledby="settings-page" className={css['volumePage']}>
      <div className={css['ledeWords']}>
        <h2 id="settings-page">{visibleName(pool.name)}</h2>
        <p>{words.freeOn(free, total, pool.volumes.length)}</p>
      </div>
      <div className={css['form']}>
        <Setting label={words.name} hint={words.poolNameHint}>
          <SettledField
            label={words.name}
            className={css['short']}
            value={pool.name}
            problem={(typed) => (typed.trim() === '' ? words.needsName : '')}
            onTake={(name) => setPool({ pool: pool.id, name: name.trim() })}
          />
        </Setting>
        <Setting label={words.placement} hint={policySentences[pool.policy]}>
          <span>{policyLabels[pool.policy]}</span>
          <Button onClick={() => go({ screen: 'placement' })}>{words.placementLink}</Button>
        </Setting>
        <Setting label={words.poolReserve} hint={words.poolReserveHint}>
          <SettledField
            label={words.poolReserve}
            className={css['short']}
            placeholder={words.poolReserveBySize}
            value={sized}
            problem={(typed) => (typed.trim() === '' ? '' : sizeProblem(typed))}
            onTake={async (typed) => {
              if (typed.trim() !== '') await setPlacement(pool, { reserve: parseSize(typed) });
            }}
          />
        </Setting>
        <Setting label={words.trash}>{trash}</Setting>
        <Setting label={words.forget} hint={pool.sample ? words.removeSampleHint : words.forgetHint}>
          <Button variant="danger" onClick={() => openDialog({ kind: 'remove-pool' })}>
            {pool.sample ? words.removeSample : words.forgetPool}
          </Button>
        </Setting>
      </div>
      <Volumes pool={pool} />
    </section>
  );
}

function sizeProblem(text: string): string {
  try {
    parseSize(text);
    return '';
  } catch (thrown) {
    return words.noSize(asAppError(thrown).message.split(': ').at(-1) ?? '');
  }
}

function Volumes({ pool }: { readonly pool: PoolInfo }) {
  const add = (
    <Button icon={Plus} onClick={() => openDialog({ kind: 'add-volume' })}>
      {words.addVolume}
    </Button>
  );
  return (
    <div className={css['section']}>
      <div className={css['heading']}>
        <h3 id="pool-volumes">{words.volumes}</h3>
        {pool.volumes.length > 0 && add}
      </div>
      {pool.volumes.length === 0 ? (
        <Empty icon={HardDrive} title={words.noVolumes} action={add}>
          {words.noVolumesSay}
        </Empty>
      ) : (
        <ul aria-labelledby="pool-volumes">
          {pool.volumes.map((volume) => (
            <VolumeLine key={volume.id} volume={volume} />
          ))}
        </ul>
      )}
    </div>
  );
}

function VolumeLine({ volume }: { readonly volume: VolumeInfo }) {
  const { space, mode, state } = volume;
  const full = space === null || space.total === 0 ? null : space.used / space.total;
  return (
    <li>
      <button type="button" className={css['line']} onClick={() => showSettings({ page: 'volume', volume: volume.id })}>
        <VolumeMark mark={volume.mark} colour={volume.colour} state={state} />
        <span className={css['lineName']}>{visibleName(volume.name)}</span>
        <span className={css['lineMode']}>
          {mode !== 'read-write' && <Badge tone="warn">{modes.find(({ value }) => value === mode)?.label}</Badge>}
        </span>
        <span className={css['lineState']}>
          <StateDot state={state} /> {stateWords[state]}
        </span>
        <span className={css['lineBar']}>
          <VolumeBar
            colour={volume.colour}
            used={space?.used ?? 0}
            total={space?.total ?? 0}
            reserve={volume.reserve}
            state={state}
            label={full === null ? words.noSpace : words.full(full)}
          />
        </span>
        <span className={css['lineFree']}>
          {space === null || state === 'offline' ? '' : words.freeNow(space.free)}
        </span>
      </button>
    </li>
  );
}
