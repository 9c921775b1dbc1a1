import type { ReactNode } from 'react';
import { RotateCw } from 'lucide-react';
import { formatCount, visibleName } from '../../../shared/format.ts';
import type { CatalogStatus, CatalogVolume, PoolInfo } from '../../../shared/model.ts';
import { rebuildCatalog, useCatalog } from '../../state/catalog.ts';
import { volumeOf } from '../../state/pool.ts';
import { Button, cx, Popover, ProgressBar, useNow, VolumeMark } from '../../ui/index.ts';
import css from './catalog.module.css';
import { explain, howWords, stateWords, tone, words } from './words.ts';

const isPart = ({ perVolume }: CatalogStatus): boolean => perVolume.some(({ unreadable }) => unreadable.length > 0);

/** Filled: fresh. Half: being looked through. Ring: old, or not there. */
function Sign({ status }: { readonly status: CatalogStatus | null }) {
  const kind = tone(status);
  return (
    <svg className={cx(css['sign'], css[kind])} width="8" height="8" viewBox="0 0 8 8" aria-hidden>
      <circle cx="4" cy="4" r="3" className={css['round']} />
      {kind === 'fresh' && <circle cx="4" cy="4" r="3.5" className={css['full']} />}
      {kind === 'working' && <path d="M4 .5a3.500 3.500 0 0 1 0 7Z" className={css['full']} />}
    </svg>
  );
}

export interface CatalogButtonProps {
  readonly pool: PoolInfo;
  /** Beside the words: what the place wants to say besides. */
  readonly note?: boolean;
  readonly align?: 'start' | 'end';
  /** Under the volumes: what asks for a decision. */
  readonly children?: ReactNode;
}

/** The state of the catalog in a few words; opens what is known of each volume. */
export function CatalogButton({ pool, note = false, align = 'start', children }: CatalogButtonProps) {
  const status = useCatalog((state) => (state.pool === pool.id ? state.status : null));
  const now = useNow();
  return (
    <Popover
      label={words.state}
      align={align}
      trigger={
        <button type="button" className={cx(css['button'], note && css['side'])} title={stateWords(status, now)}>
          <Sign status={status} />
          <span className={css['words']}>{stateWords(status, now)}</span>
          {note && status !== null && status.state !== 'off' && (
            <span className={css['note']}>{words.files(status.entries, isPart(status))}</span>
          )}
        </button>
      }
    >
      <Details pool={pool} status={status} now={now}>
        {children}
      </Details>
    </Popover>
  );
}

function Details({
  pool,
  status,
  now,
  children,
}: {
  readonly pool: PoolInfo;
  readonly status: CatalogStatus | null;
  readonly now: number;
  readonly children: ReactNode;
}) {
  if (status === null) return <p>{words.nothingSaid}</p>;
  return (
    <div className={css['details']}>
      <h2>{stateWords(status, now)}</h2>
      <p className={css['say']}>{explain(status, now)}</p>
      {status.state === 'scanning' && (
        <ProgressBar label={words.looking} value={status.progress?.entries ?? 0} max={0} />
      )}
      {status.state !== 'off' && (
        <p className={css['sum']}>{words.sum(status.entries, status.folders, isPart(status))}</p>
      )}
      <ul>
        {status.perVolume.map((volume) => (
          <OneVolume key={volume.id} pool={pool} volume={volume} now={now} />
        ))}
      </ul>
      {children}
      <div className={css['foot']}>
        <Button icon={RotateCw} onClick={() => void rebuildCatalog()}>
          {status.state === 'none' ? words.build : words.rebuild}
        </Button>
        <span>{words.rebuildSay}</span>
      </div>
    </div>
  );
}

function OneVolume({
  pool,
  volume,
  now,
}: {
  readonly pool: PoolInfo;
  readonly volume: CatalogVolume;
  readonly now: number;
}) {
  const known = volumeOf(pool, volume.volume);
  return (
    <li className={cx(css['volume'], volume.state === 'offline' && css['away'])}>
      {known !== undefined && <VolumeMark mark={known.mark} colour={known.colour} state={known.state} />}
      <span className={css['name']}>{visibleName(volume.volume)}</span>
      <span className={css['entries']}>{formatCount(volume.entries)}</span>
      <span className={css['how']}>{howWords(volume, now)}</span>
      {volume.unreadable.length > 0 && (
        <details className={css['unread']}>
          <summary>{words.unreadable(volume.unreadable.length)}</summary>
          <ul>
            {volume.unreadable.map(({ path, reason }) => (
              <li key={path}>
                <span className={css['path']}>{visibleName(path)}</span> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
