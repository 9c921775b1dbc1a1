import { ArrowRight, Ban } from 'lucide-react';
import type { RefObject } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import { useDrag } from '../../state/drag.ts';
import type { DragCaption } from '../../state/drag.ts';
import { Icon, PointerNote, QuietNote, VolumeNote } from '../../ui/index.ts';

/** What the drag at the pointer would do: verb, bytes, from, to. Screen readers hear it from `speak`. */
export function DragCaptionView({
  pool,
  box,
}: {
  readonly pool: PoolInfo;
  readonly box: RefObject<HTMLDivElement | null>;
}) {
  const caption = useDrag((drag) => drag.caption);
  return <PointerNote box={box}>{caption === null ? null : <Words pool={pool} caption={caption} />}</PointerNote>;
}

function Words({ pool, caption }: { readonly pool: PoolInfo; readonly caption: DragCaption }) {
  const { refused, target, verb, amount, from, to } = caption;
  const named = (name: string) => (
    <VolumeNote key={name} volume={pool.volumes.find((volume) => volume.name === name)} />
  );
  if (refused !== '') {
    return (
      <>
        <Icon icon={Ban} />
        <b>{target}</b>
        <QuietNote />
        <span>{refused}</span>
      </>
    );
  }
  return (
    <>
      <b>
        {verb} to {target}
      </b>
      {amount !== '' && (
        <>
          <QuietNote />
          <span>{amount}</span>
        </>
      )}
      {verb === 'Move' && from.length > 0 && (
        <>
          <QuietNote />
          <QuietNote>stays on</QuietNote>
          {from.slice(0, 3).map(named)}
        </>
      )}
      {to !== null && (
        <>
          <QuietNote />
          {from.slice(0, 3).map(named)}
          <Icon icon={ArrowRight} size={14} />
          {named(to)}
        </>
      )}
    </>
  );
}
