import type { ReactNode } from 'react';
import { visibleName } from '../../shared/format.ts';
import { pathNames } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import styles from './path-line.module.css';

export interface PathLineProps {
  /** What leads there. */
  readonly start: ReactNode;
  /** What stays in sight. */
  readonly end: ReactNode;
  /** All of it, where it may be cut. */
  readonly title: string;
}

/** A place in one line: where there is little room its middle gives way, never its end. */
export function PathLine({ start, end, title }: PathLineProps) {
  return (
    <span className={styles['line']} title={title}>
      <span className={styles['start']}>{start}</span>
      <span className={styles['end']}>{end}</span>
    </span>
  );
}

/** A path of the pool as it is, in one line. */
export function PathText({ path }: { readonly path: string }) {
  const at = Math.max(0, path.lastIndexOf('/'));
  return (
    <PathLine start={visibleName(path.slice(0, at))} end={visibleName(path.slice(at))} title={visibleName(path)} />
  );
}

/** The same as "Photos / 2026 / 11 Svalbard"; `top` is what the pool's own folder is called. */
export function TrailText({ path, top }: { readonly path: PoolPath; readonly top: string }) {
  const names = pathNames(path).map(visibleName);
  const leading = names.slice(0, -1).map((name) => `${name} / `);
  return <PathLine start={leading.join('')} end={names.at(-1) ?? top} title={visibleName(path)} />;
}
