import { Fragment, useCallback, useEffect, useMemo, useState } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ComparedCopy, CopyPreview } from '../../../shared/copies.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { usePreview } from '../../state/copies.ts';
import { count } from '../../text.ts';
import { Button, cx, ErrorMessage } from '../../ui/index.ts';
import css from './copies.module.css';
import { compareTexts, foldedRuns, plainRows } from './lines.ts';
import type { Side, TextDiff } from './lines.ts';

interface Props {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  readonly left: ComparedCopy;
  readonly right: ComparedCopy;
  /** Told what the texts have in common; null where they are no texts. */
  readonly onDiff: (diff: TextDiff | null) => void;
}

/** Two copies side by side: texts with marks, pictures, or why neither is shown. */
export function Previews({ pool, path, left, right, onDiff }: Props) {
  const one = usePreview(pool.id, path, left);
  const other = usePreview(pool.id, path, right);
  if (one.value?.kind === 'text' && other.value?.kind === 'text') {
    return (
      <Texts
        left={one.value}
        right={other.value}
        names={[visibleName(left.volume), visibleName(right.volume)]}
        onDiff={onDiff}
      />
    );
  }
  return (
    <div className={cx(css['pair'], css['cards'])}>
      <Card preview={one.value} error={one.error} of={left} />
      <Card preview={other.value} error={other.error} of={right} />
    </div>
  );
}

function Card({
  preview,
  error,
  of,
}: {
  readonly preview: CopyPreview | null;
  readonly error: { readonly message: string } | null;
  readonly of: ComparedCopy;
}) {
  const volume = visibleName(of.volume);
  return (
    <div className={css['card']}>
      {error !== null && <ErrorMessage error={error} />}
      {preview?.kind === 'none' && <p className={css['none']}>{preview.why}</p>}
      {preview?.kind === 'image' && <Picture preview={preview} label={`The picture on ${volume}`} />}
      {preview?.kind === 'text' && (
        <pre className={css['text']} tabIndex={0} aria-label={`The text on ${volume}`}>
          {preview.text}
        </pre>
      )}
    </div>
  );
}

/** Drawn from bytes that the host read: nothing of it has an address, and nothing in it runs. */
function Picture({
  preview,
  label,
}: {
  readonly preview: Extract<CopyPreview, { kind: 'image' }>;
  readonly label: string;
}) {
  const [broken, setBroken] = useState(false);
  const { base64, mime } = preview;
  const draw = useCallback(
    (img: HTMLImageElement | null) => {
      if (img === null) return;
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const address = URL.createObjectURL(new Blob([bytes], { type: mime }));
      img.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [base64, mime],
  );
  if (broken) return <p className={css['none']}>It is no whole picture: it cannot be drawn.</p>;
  return <img ref={draw} className={css['picture']} alt={label} onError={() => setBroken(true)} />;
}

/** Lines that are drawn at first, and more at each press. */
const step = 1_000;

interface TextsProps {
  readonly left: Extract<CopyPreview, { kind: 'text' }>;
  readonly right: Extract<CopyPreview, { kind: 'text' }>;
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
  const isCut = left.truncated || right.truncated;
  return (
    <div className={css['texts']} role="region" aria-label="The texts, line by line" tabIndex={0}>
      <div className={css['lines']} role="table" aria-label="Lines">
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
                    Show {count(folded, 'equal line')}
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
                Show {count(rows.length - at, 'more line')}
              </Button>
            </span>
          </div>
        )}
        {(isCut || diff === null) && (
          <p className={css['cut']}>
            {diff === null && 'They have too little in common for differences to be marked. '}
            {isCut && 'Only the beginning is shown.'}
          </p>
        )}
      </div>
    </div>
  );
}

function Line({ side }: { readonly side: Side }) {
  if (side === null) return <span role="cell" className={css['gap']} aria-label="no such line" />;
  const changed = side.some((part) => part.changed);
  return (
    <span role="cell" className={cx(css['line'], changed && css['changed'])}>
      {side.map((part, index) =>
        part.changed ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
      )}
    </span>
  );
}
