import { Fragment } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { Marks } from '../../state/search-hits.ts';
import { PathLine } from '../../ui/index.ts';
import { resultsCss as css } from './results-css.ts';

/** Text with what was found in it marked. The places are of the text as it is, before it is made visible. */
export function Marked({ text, marks }: { readonly text: string; readonly marks: Marks }) {
  const parts: { readonly text: string; readonly hit: boolean }[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from > at) parts.push({ text: text.slice(at, from), hit: false });
    if (to > from) parts.push({ text: text.slice(from, to), hit: true });
    at = Math.max(at, to);
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return (
    <>
      {parts.map((part, index) =>
        part.hit ? (
          <mark key={index} className={css['hit']}>
            {visibleName(part.text)}
          </mark>
        ) : (
          <Fragment key={index}>{visibleName(part.text)}</Fragment>
        ),
      )}
    </>
  );
}

/** A folder as "Photos / 2026 / 11 Svalbard"; the top is the pool's name. */
export function MarkedFolder({
  path,
  marks,
  top,
}: {
  readonly path: string;
  readonly marks: Marks;
  readonly top: string;
}) {
  if (path === '/') return <>{visibleName(top)}</>;
  const names: { readonly name: string; readonly marks: Marks }[] = [];
  let start = 1;
  for (const name of path.slice(1).split('/')) {
    const end = start + name.length;
    const own = marks
      .filter(([from, to]) => from < end && to > start)
      .map(([from, to]): readonly [number, number] => [Math.max(0, from - start), Math.min(name.length, to - start)]);
    names.push({ name, marks: own });
    start = end + 1;
  }
  const shown = names.map((one, index) => (
    <Fragment key={index}>
      <Marked text={one.name} marks={one.marks} />
      {index < names.length - 1 && ' / '}
    </Fragment>
  ));
  return <PathLine start={shown.slice(0, -1)} end={shown.at(-1)} title={visibleName(path)} />;
}
