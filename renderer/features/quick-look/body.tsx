import { useEffect, useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { previewBytes, previewBytesMost } from '../../../shared/preview.ts';
import type { FilePreview } from '../../../shared/preview.ts';
import { useIo } from '../../state/io.ts';
import { previewSource } from '../../state/preview-source.ts';
import { encodingWords, noPreviewWords, pictureWords } from '../../state/preview-words.ts';
import { usePicture, usePreview } from '../../state/preview.ts';
import { text } from '../../text.ts';
import { Button, ErrorMessage, Skeleton, useDelayed } from '../../ui/index.ts';
import { TextView } from '../../ui/preview/index.ts';
import { Picture } from './picture.tsx';
import css from './quick-look.module.css';
import { askFor, useAsked } from './store.ts';
import { words } from './words.ts';

export interface BodyProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly icon: ComponentType<{ readonly entry: Entry }>;
  /** Which keys do what, for the foot. */
  readonly keys: string;
  /** Told from which volume it is read, and what else was found. */
  readonly onFacts: (volume: string, more: string) => void;
}

/** What is shown of one entry: its text, its picture, or why neither. */
export function Body(props: BodyProps) {
  const { pool, entry, icon, keys } = props;
  const io = useIo(({ volumes }) => volumes);
  const source = previewSource(pool, entry, io);
  const slow = source.kind === 'slow' ? source.volume : '';
  const isAsked = useAsked(entry.path, slow);
  if (source.kind === 'away') {
    return (
      <Nothing entry={entry} icon={icon} keys={keys} title={words.away(entry.volumes)}>
        {words.awayWhy}
      </Nothing>
    );
  }
  if (source.kind === 'slow' && !isAsked) {
    const action = <Button onClick={() => askFor(source.volume)}>{words.show}</Button>;
    return (
      <Nothing entry={entry} icon={icon} keys={keys} title={words.slow(source.volume)} action={action}>
        {words.slowWhy}
      </Nothing>
    );
  }
  return <Looked {...props} volume={source.volume} />;
}

/** Arrow keys pass rows quickly: a file is read when one rests on it, ms. */
const restMs = 40;

function Looked({ pool, entry, icon, keys, onFacts, volume }: BodyProps & { readonly volume: string | undefined }) {
  const [bytes, setBytes] = useState(previewBytes);
  const path = entry.path as PoolPath;
  const asked = { pool: pool.id, path, volume, version: JSON.stringify([entry.size, entry.mtimeMs]) };
  const small = usePreview(asked, restMs);
  const first = small.at === 'ready' ? small.preview : null;
  // A drawing is drawn whole or not at all.
  const isCutDrawing = first?.content.kind === 'text' && first.content.svg && first.content.bytes < first.size;
  const isWholeWanted = isCutDrawing && first.size <= previewBytesMost;
  const wanted = isWholeWanted ? previewBytesMost : bytes;
  // What is there stays while more of it is on its way.
  const large = usePreview(wanted > previewBytes ? { ...asked, bytes: wanted } : null);
  const isWaiting = small.at === 'waiting' || (isWholeWanted && large.at === 'waiting');
  const waiting = useDelayed(isWaiting);
  const preview = isWaiting ? null : isWholeWanted && large.at === 'ready' ? large.preview : first;
  const content = preview?.content;
  useEffect(() => {
    if (preview === null) return;
    const { content: found } = preview;
    const points = found.kind === 'picture' && found.width !== null ? words.points(found.width, found.height ?? 0) : '';
    onFacts(preview.volume, points);
    // Told once per preview.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [preview]);

  if (small.at === 'failed') {
    return (
      <div className={css['message']}>
        <ErrorMessage error={small.error} action={<Button onClick={small.again}>{text.tryAgain}</Button>} />
      </div>
    );
  }
  if (preview === null || content === undefined) {
    return <div className={css['message']}>{waiting && <Skeleton width={240} height={160} />}</div>;
  }
  if (content.kind === 'none') {
    return <Nothing entry={entry} icon={icon} keys={keys} title={noPreviewWords(content, path)} />;
  }
  if (content.kind === 'picture' || content.svg) {
    return <PictureBody pool={pool} entry={entry} icon={icon} keys={keys} preview={preview} />;
  }
  const more = large.at === 'ready' ? large.preview : null;
  return (
    <TextBody
      entry={entry}
      preview={more?.content.kind === 'text' ? more : preview}
      keys={keys}
      note={more !== null && more.content.kind !== 'text' ? words.noTextBehind : ''}
      isComing={large.at === 'waiting' && bytes > previewBytes}
      onMore={bytes >= previewBytesMost ? null : () => setBytes(Math.min(previewBytesMost, bytes * 4))}
    />
  );
}

interface TextBodyProps {
  readonly entry: Entry;
  readonly preview: FilePreview;
  readonly keys: string;
  readonly note: string;
  readonly isComing: boolean;
  readonly onMore: (() => void) | null;
}

function TextBody({ entry, preview, keys, note, isComing, onMore }: TextBodyProps) {
  const { content, size, type } = preview;
  if (content.kind !== 'text') return null;
  const isCut = type === 'file' && content.bytes < size;
  const isEnd = note !== '' || onMore === null;
  return (
    <>
      <div className={css['page']}>
        <TextView text={content.text} label={words.text(entry.name)} />
      </div>
      <Foot keys={keys}>
        {type === 'symlink' ? words.linkTo : isCut ? words.part(content.bytes, size) : ''}
        {isCut && isEnd && <span>{note === '' ? words.longest : note}</span>}
        {type === 'file' && <span>{encodingWords[content.encoding]}</span>}
        {isCut && !isEnd && (
          <Button
            variant="bare"
            disabled={isComing}
            // The keyboard stays with the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={onMore}
          >
            {words.showMore}
          </Button>
        )}
      </Foot>
    </>
  );
}

interface PictureBodyProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly icon: BodyProps['icon'];
  readonly keys: string;
  readonly preview: FilePreview;
}

function PictureBody({ pool, entry, icon, keys, preview }: PictureBodyProps) {
  const [broken, setBroken] = useState(false);
  const state = usePicture(pool.id, entry.path as PoolPath, preview);
  const late = useDelayed(state.at === 'waiting');
  const { content, size } = preview;
  const why = broken ? pictureWords.broken : state.at === 'refused' ? pictureWords[state.why] : null;
  if (why !== null && content.kind === 'text') {
    const note = words.asSvgText(why);
    return <TextBody entry={entry} preview={preview} keys={keys} note={note} isComing={false} onMore={null} />;
  }
  if (why !== null) return <Nothing entry={entry} icon={icon} keys={keys} title={why} />;
  if (state.at === 'failed') {
    return (
      <div className={css['message']}>
        <ErrorMessage error={state.error} />
      </div>
    );
  }
  if (state.at !== 'ready') {
    return <div className={css['message']}>{late && state.at === 'waiting' && words.coming(state.done, size)}</div>;
  }
  return (
    <Picture
      picture={state.picture}
      label={words.picture(entry.name)}
      onBroken={() => setBroken(true)}
      foot={(tools) => <Foot keys={keys}>{tools}</Foot>}
    />
  );
}

interface NothingProps {
  readonly entry: Entry;
  readonly icon: BodyProps['icon'];
  readonly keys: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** No preview: what it is, and why. */
function Nothing({ entry, icon: KindIcon, keys, title, children, action }: NothingProps) {
  return (
    <>
      <div className={css['nothing']}>
        <span className={css['icon']}>
          <KindIcon entry={entry} />
        </span>
        <p className={css['why']}>{title}</p>
        {children !== undefined && <p className={css['quiet']}>{children}</p>}
        {action}
      </div>
      <Foot keys={keys} />
    </>
  );
}

function Foot({ keys, children }: { readonly keys: string; readonly children?: ReactNode }) {
  return (
    <div className={css['foot']}>
      <div className={css['tools']}>{children}</div>
      <span className={css['keys']}>{keys}</span>
    </div>
  );
}
