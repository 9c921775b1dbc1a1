import { ArrowRight, Ban } from 'lucide-react';
import type { RefObject } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { useDrag } from '../../state/drag.ts';
import { Icon, VolumeMark } from '../../ui/index.ts';
import css from './drag-caption.module.css';

function Named({ pool, name }: { readonly pool: PoolInfo; readonly name: string }) {
  const volume = pool.volumes.find((one) => one.name === name);
  if (volume === undefined) return null;
  return (
    <span className={css['volume']}>
      <VolumeMark mark={volume.mark} colour={volume.colour} /> {visibleName(name)}
    </span>
  );
}

/** What the drag at the pointer would do: verb, bytes, from, to. Screen readers hear it from `speak`. */
export function DragCaptionView({
  pool,
  box,
}: {
  readonly pool: PoolInfo;
  readonly box: RefObject<HTMLDivElement | null>;
}) {
  const caption = useDrag((drag) => drag.caption);
  return (
    <div ref={box} className={css['place']} aria-hidden>
      {caption !== null && (
        <div className={css['caption']}>
          {caption.refused !== '' ? (
            <>
              <Icon icon={Ban} className={css['no']} />
              <b>{caption.target}</b>
              <span className={css['quiet']}>·</span>
              <span>{caption.refused}</span>
            </>
          ) : (
            <>
              <b>
                {caption.verb} to {caption.target}
              </b>
              {caption.amount !== '' && (
                <>
                  <span className={css['quiet']}>·</span>
                  <span>{caption.amount}</span>
                </>
              )}
              {caption.verb === 'Move' && caption.from.length > 0 && (
                <>
                  <span className={css['quiet']}>·</span>
                  <span className={css['quiet']}>stays on</span>
                  {caption.from.slice(0, 3).map((name) => (
                    <Named key={name} pool={pool} name={name} />
                  ))}
                </>
              )}
              {caption.to !== null && (
                <>
                  <span className={css['quiet']}>·</span>
                  {caption.from.slice(0, 3).map((name) => (
                    <Named key={name} pool={pool} name={name} />
                  ))}
                  <Icon icon={ArrowRight} size={14} />
                  <Named pool={pool} name={caption.to} />
                </>
              )}
            </>
          )}
        </div>
      )}
    </div>
  );
}
