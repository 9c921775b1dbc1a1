import { useMemo } from 'react';
import { cx } from '../classes.ts';
import { textBlocks } from './lines.ts';
import styles from './preview.module.css';

/** Height of a row in px, as in the style sheet. */
const rowHeight = 18;

export interface TextViewProps {
  readonly text: string;
  /** Accessible name. */
  readonly label: string;
  /** A glance at the first lines: no numbers, nothing to scroll. */
  readonly small?: boolean;
}

/** A text as it stands, with the numbers of its lines. Letters only: nothing in it is drawn or run. */
export function TextView({ text, label, small = false }: TextViewProps) {
  const blocks = useMemo(() => textBlocks(text), [text]);
  return (
    <div
      className={cx(styles['textView'], small && styles['small'])}
      role="region"
      aria-label={label}
      tabIndex={small ? undefined : 0}
      data-autofocus={small ? undefined : ''}
    >
      {blocks.map((block, index) => (
        <div
          key={index}
          className={styles['block']}
          style={{ containIntrinsicBlockSize: `${String(block.rows * rowHeight)}px` }}
        >
          {!small && (
            <span aria-hidden className={styles['numbers']}>
              {block.numbers}
            </span>
          )}
          <pre className={styles['rows']}>{block.text}</pre>
        </div>
      ))}
    </div>
  );
}
