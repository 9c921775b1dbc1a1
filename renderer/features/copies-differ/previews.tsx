import { Fragment, useEffect, useMemo, useState } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ComparedCopy } from '../../../shared/copies.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { FilePreview, PreviewContent } from '../../../shared/preview.ts';
import { noPreviewWords, pictureWords } from '../../state/preview-words.ts';
import { usePicture, usePreview } from '../../state/preview.ts';
import type { PreviewState } from '../../state/preview.ts';
import { Button, cx, ErrorMessage } from '../../ui/index.ts';
import { PictureView } from '../../ui/preview/index.ts';
import css from './copies.module.css';
import { compareTexts, foldedRuns, plainRows } from './lines.ts';
import type { Side, TextDiff } from './lines.ts';
import { words } from './words.ts';

interface Props {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly left: ComparedCopy;
  readonly right: ComparedCopy;
  /** Told what the texts have in common; null where they are no texts. */
  readonly onDiff: (diff: TextDiff | null) => void;
}

/** What may be shown of a copy; asked again when the copy is another one. */
function useCopy(pool: PoolInfo, path: PoolPath, { volume, mtimeMs, size, inode }: ComparedCopy): PreviewState {
  return usePreview({ pool: pool.id, path, volume, version: JSON.stringify([mtimeMs, size, inode]) });
}

/** A text as two of them are compared; null for what is none. */
function textOf(state: PreviewState): Shown | null {
  if (state.at !== 'ready' || state.preview.content.kind !== 'text') return null;
  const { content, size } = state.preview;
  return { text: content.text, isCut: content.bytes < size && state.preview.type === 'file' };
}

/** Two copies side by side: texts with marks, pictures, or why neither is shown. */
export function Previews({ pool, path, left, right, onDiff }: Props) {
  const one = useCopy(pool, path, left);
  const other = useCopy(pool, path, right);
  const [leftText, rightText] = [textOf(one), textOf(other)];
  if (leftText !== null && rightText !== null) {
    return (
      <Texts
        left={leftText}
        right={rightText}
        names={[visibleName(left.volume), visibleName(right.volume)]}
        onDiff={onDiff}
      />
    );
  }
  return (
    <div className={cx(css['pair'], css['cards'])}>
      <Card pool={pool} path={path} state={one} of={left} />
      <Card pool={pool} path={path} state={other} of={right} />
    </div>
  );
}

interface CardProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly state: PreviewState;
  readonly of: ComparedCopy;
}

function Card({ pool, path, state, of }: CardProps) {
  const content: PreviewContent | null = state.at === 'ready' ? state.preview.content : null;
  return (
    <div className={css['card']}>
      {state.at === 'failed' && <ErrorMessage error={state.error} />}
      {content?.kind === 'none' && <p className={css['none']}>{noPreviewWords(content, path)}</p>}
      {state.at === 'ready' && content?.kind === 'picture' && (
        <Picture pool={pool} path={path} preview={state.preview} label={words.pictureOn(of.volume)} />
      )}
      {content?.kind === 'text' && (
        <pre className={css['text']} tabIndex={0} aria-label={words.textOn(of.volume)}>
          {content.text}
        </pre>
      )}
    </div>
  );
}

interface PictureProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly preview: FilePreview;
  readonly label: string;
}

function Picture({ pool, path, preview, label }: PictureProps) {
  const [broken, setBroken] = useState(false);
  const state = usePicture(pool.id, path, preview);
  if (broken) return <p className={css['none']}>{pictureWords.broken}</p>;
  if (state.at === 'refused') return <p className={css['none']}>{pictureWords[state.why]}</p>;
  if (state.at === 'failed') return <ErrorMessage error={state.error} />;
  if (state.at === 'waiting') return null;
  return (
    <PictureView picture={state.picture} className={css['picture']} label={label} onBroken={() => setBroken(true)} />
  );
}

/** Lines that are drawn at first, and more at each press. */
const step = 1_000;

interface Shown {
  readonly text: string;
  /** There is more of it. */
  readonly isCut: boolean;
}

interface TextsProps {
  readonly left: Shown;
  readonly right: Shown;
  readonly names: readonly [string, string];
  readonly onDiff: (diff: TextDiff | null) => void;
}

function Texts({ left, right, names, onDiff }: TextsProps) {
  const diff = useMemo(() => compareTexts(left.text, right.text), [left.text, right.text]);
  const rows = useMemo(() => diff?.rows ?? plainRows(left.text, right.text), [diff, left.text, right.text]);
  const folds = useMemo(() => new Map(foldedRuns(rows).map((run) => [run[0], run[1]])), [rows]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [most, setMost] = useState(step);
  useEffect(() => onDiff(diff), [diff]); // eslint-disable-line react-hooks/exhaustive-deps -- told once per text
  const shown: { readonly at: number; readonly folded: number }[] = [];
  let at = 0;
  for (; at < rows.length && shown.length < most;) {
    const end = unfolded.has(at) ? undefined : folds.get(at);
    shown.push({ at, folded: end === undefined ? 0 : end - at });
    at = end ?? at + 1;
  }
  const isCut = left.isCut || right.isCut;
  return (
    <div className={css['texts']} role="region" aria-label={words.texts} tabIndex={0}>
      <div className={css['lines']} role="table" aria-label={words.lines}>
        <div role="row" className="visually-hidden">
          <span role="columnheader">{names[0]}</span>
          <span role="columnheader">{names[1]}</span>
        </div>
        {shown.map(({ at: index, folded }) => {
          const row = rows[index];
          if (row === undefined) return null;
          if (folded > 0) {
            return (
              <div key={index} role="row" className={css['fold']}>
                <span role="cell" aria-colspan={2}>
                  <Button variant="bare" onClick={() => setUnfolded(new Set([...unfolded, index]))}>
                    {words.showEqual(folded)}
                  </Button>
                </span>
              </div>
            );
          }
          return (
            <div key={index} role="row" className={css['row']}>
              <Line side={row.left} />
              <Line side={row.right} />
            </div>
          );
        })}
        {at < rows.length && (
          <div role="row" className={css['fold']}>
            <span role="cell" aria-colspan={2}>
              <Button variant="bare" onClick={() => setMost(most + step)}>
                {words.showMore(rows.length - at)}
              </Button>
            </span>
          </div>
        )}
        {(isCut || diff === null) && (
          <p className={css['cut']}>
            {diff === null && words.littleInCommon} {isCut && words.onlyBeginning}
          </p>
        )}
      </div>
    </div>
  );
}

function Line({ side }: { readonly side: Side }) {
  if (side === null) return <span role="cell" className={css['gap']} aria-label={words.noLine} />;
  const changed = side.some((part) => part.changed);
  return (
    <span role="cell" className={cx(css['line'], changed && css['changed'])}>
      {side.map((part, index) =>
        part.changed ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
      )}
    </span>
  );
}
