import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { cx } from './classes.ts';
import { Icon } from './icon.tsx';
import css from './list-head.module.css';

/** The head of a list of entries: stays in sight over its rows. Holds one `HeadRow`. */
export function ListHead({ children }: { readonly children: ReactNode }) {
  return (
    <div role="rowgroup" className={css['head']}>
      {children}
    </div>
  );
}

/** The line of the column heads, which lie as `--columns` says. */
export function HeadRow(props: Omit<ComponentProps<'div'>, 'className' | 'role'>) {
  return <div {...props} role="row" aria-rowindex={1} className={css['row']} />;
}

export interface ColumnHeadProps extends Omit<ComponentProps<'div'>, 'role' | 'aria-sort' | 'className'> {
  readonly className?: string | false | undefined;
  /** Its name. */
  readonly words: string;
  /** How the list is sorted by it: null: it is not; left out: it cannot be. */
  readonly sorted?: 'ascending' | 'descending' | null;
  /** It was pressed. */
  readonly onSort?: () => void;
  readonly onSortKey?: (event: KeyboardEvent) => void;
}

/** The head of one column; pressed, it sorts. `children` lie over it. */
export function ColumnHead({ words, sorted, onSort, onSortKey, className, children, ...rest }: ColumnHeadProps) {
  return (
    <div
      {...rest}
      role="columnheader"
      {...(sorted !== undefined && { 'aria-sort': sorted ?? 'none' })}
      className={cx(css['column'], className)}
    >
      {children}
      {sorted === undefined ? (
        <span className={css['words']}>{words}</span>
      ) : (
        <button
          type="button"
          className={cx(css['words'], sorted !== null && css['on'])}
          onClick={onSort}
          onKeyDown={onSortKey}
        >
          {words}
          {sorted !== null && <Icon icon={sorted === 'descending' ? ChevronUp : ChevronDown} size={12} />}
        </button>
      )}
    </div>
  );
}
