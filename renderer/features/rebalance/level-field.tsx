import { useState } from 'react';
import { formatSize } from '../../../shared/format.ts';
import { TextField } from '../../ui/index.ts';
import { share } from './figures.ts';
import type { Level } from './figures.ts';
import { levelOfText } from './handle.ts';
import styles from './plan-levels.module.css';
import { planText } from './screen-words.ts';

export interface LevelFieldProps {
  readonly level: Level;
  readonly scale: 'percent' | 'bytes';
  /** The level; null: it is left to the plan; undefined: nothing was changed. */
  readonly onDone: (bytes: number | null | undefined) => void;
}

/** A level as text: 70 % or 1.2 TB. Enter sets it, Escape does not; an empty field leaves it to the plan. */
export function LevelField({ level, scale, onDone }: LevelFieldProps) {
  const first = scale === 'percent' ? (share(level.after, level.total) * 100).toFixed(1) : formatSize(level.after);
  const [text, setText] = useState(first);
  const [refused, setRefused] = useState('');
  const finish = (): void => {
    if (text.trim() === '') onDone(null);
    else if (text === first) onDone(undefined);
    else {
      const read = levelOfText(level, text, scale);
      if ('refused' in read) setRefused(read.refused);
      else onDone(read.bytes);
    }
  };
  return (
    <form
      className={styles['typing']}
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <TextField
        label={planText.level(level.name)}
        hideLabel
        value={text}
        error={refused}
        autoFocus
        {...(scale === 'percent' && { unit: '%' })}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(value) => {
          setText(value);
          setRefused('');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone(undefined);
        }}
        onBlur={() => {
          if (refused === '') finish();
        }}
      />
    </form>
  );
}
