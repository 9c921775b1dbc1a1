import type { ReactNode } from 'react';
import { cx } from './classes.ts';
import styles from './page-bar.module.css';

export interface PageBarProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The strip on top of a screen, which is the title bar of the window too: the way back, what it is, what can be done. */
export function PageBar({ className, children }: PageBarProps) {
  return <header className={cx(styles['bar'], 'title-bar title-bar-end', className)}>{children}</header>;
}
