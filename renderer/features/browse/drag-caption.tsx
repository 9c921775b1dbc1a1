import { Fragment } from 'react';
import { ArrowRight, Ban } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import type { PoolInfo } from '../../../shared/model.ts';
import { useDrag } from '../../state/drag.ts';
import type { DragCaption } from '../../state/drag.ts';
import { Icon, PointerNote, QuietNote, VolumeNote } from '../../ui/index.ts';
import { staysOn, verbWords, volumesNamed } from './drag-words.ts';

/** What the drag at the pointer would do: verb, amount, from, to; or why not. Screen readers hear it from `speak`. */
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
  const { refused, target, amount, from, to, stays } = caption;
  const named = (name: string) => <VolumeNote volume={pool.volumes.find((volume) => volume.name === name)} />;
  if (refused !== '') {
    return (
      <>
        <Icon icon={Ban} />
        <b>{target}</b>
        <span>{refused}</span>
      </>
    );
  }
  const giving = (
    <>
      {from.slice(0, volumesNamed).map((name) => (
        <Fragment key={name}>{named(name)}</Fragment>
      ))}
      {from.length > volumesNamed && <span>+{from.length - volumesNamed}</span>}
    </>
  );
  const parts: ReactNode[] = [<b key="verb">{verbWords(caption)}</b>];
  if (amount !== '') parts.push(<span key="amount">{amount}</span>);
  if (stays && from.length > 0) {
    parts.push(
      <Fragment key="stays">
        <QuietNote>{staysOn}</QuietNote>
        {giving}
      </Fragment>,
    );
  } else if (to !== null) {
    parts.push(
      <Fragment key="to">
        {giving}
        <Icon icon={ArrowRight} size={14} />
        {named(to)}
      </Fragment>,
    );
  }
  return parts.map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <QuietNote />}
      {part}
    </Fragment>
  ));
}
