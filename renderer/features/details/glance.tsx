import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { FilePreview } from '../../../shared/preview.ts';
import { runCommand, shortcutOf } from '../../state/commands.ts';
import { useIo } from '../../state/io.ts';
import { previewSource } from '../../state/preview-source.ts';
import { pictureRefusal, usePicture, usePreview } from '../../state/preview.ts';
import { Button } from '../../ui/index.ts';
import { PictureView, TextView } from '../../ui/preview/index.ts';
import css from './details.module.css';
import { words } from './words.ts';

/** A glance is not worth waiting for: it begins when a row rests, ms, and reads no picture of more bytes. */
const restMs = 200;
const pictureMost = 16 << 20;
/** Letters of a text that fit. */
const lettersMost = 1_500;

/** A small look at a file over its details; nothing where it has none. */
export function Glance({ pool, entry }: { readonly pool: PoolInfo; readonly entry: Entry }) {
  const io = useIo(({ volumes }) => volumes);
  const [asked, setAsked] = useState<string | null>(null);
  if (entry.type !== 'file' || entry.foreign === true || entry.size === 0) return null;
  const source = previewSource(pool, entry, io);
  if (source.kind === 'away') return null;
  if (source.kind === 'slow' && asked !== source.volume) {
    return (
      <p className={css['glanceNote']}>
        {words.slow(source.volume)}
        <Button variant="bare" onClick={() => setAsked(source.volume)}>
          {words.show}
        </Button>
      </p>
    );
  }
  return <Looked key={entry.path} pool={pool} entry={entry} volume={source.volume} />;
}

interface LookedProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly volume: string | undefined;
}

function Looked({ pool, entry, volume }: LookedProps) {
  const path = entry.path as PoolPath;
  const version = JSON.stringify([entry.size, entry.mtimeMs]);
  const state = usePreview({ pool: pool.id, path, volume, version }, restMs);
  // What cannot be looked at says so in Quick Look; here it is one of many facts.
  if (state.at !== 'ready') return null;
  const { preview } = state;
  const { content } = preview;
  const isPicture = content.kind === 'picture' || (content.kind === 'text' && content.svg);
  if (isPicture && pictureRefusal(preview, pictureMost) === null) {
    return <SmallPicture pool={pool} path={path} preview={preview} name={entry.name} />;
  }
  if (content.kind !== 'text' || content.svg) return null;
  return (
    <Opens>
      <TextView small text={content.text.slice(0, lettersMost)} label={words.text(entry.name)} />
    </Opens>
  );
}

interface SmallPictureProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly preview: FilePreview;
  readonly name: string;
}

function SmallPicture({ pool, path, preview, name }: SmallPictureProps) {
  const [broken, setBroken] = useState(false);
  const state = usePicture(pool.id, path, preview, pictureMost);
  if (broken || state.at === 'refused' || state.at === 'failed') return null;
  return (
    <Opens>
      {state.at === 'ready' && (
        <PictureView
          picture={state.picture}
          label={words.picture(name)}
          className={css['glancePicture']}
          onBroken={() => setBroken(true)}
        />
      )}
    </Opens>
  );
}

/** A press looks closer. */
function Opens({ children }: { readonly children: ReactNode }) {
  const keys = shortcutOf('file.quickLook');
  return (
    // The button lies over what it shows: its name is a verb, and not a file's text.
    <div className={css['glance']}>
      <div className={css['glanceShown']} aria-hidden>
        {children}
      </div>
      <button
        type="button"
        className={css['glanceOpen']}
        aria-label={words.lookCloser}
        title={keys === undefined ? words.lookCloser : `${words.lookCloser} (${keys})`}
        onClick={() => runCommand('file.quickLook')}
      />
    </div>
  );
}
