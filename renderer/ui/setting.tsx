import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { asAppError } from '../../shared/errors.ts';
import { TextField } from './field.tsx';
import type { TextFieldProps } from './field.tsx';
import styles from './setting.module.css';

export interface SettingProps {
  /** What is set; the control inside has its own name for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
  /** What it means, in a few words. */
  readonly hint?: ReactNode;
}

/** One line of a page of settings: what it is, the control, what it means. */
export function Setting({ label, children, hint }: SettingProps) {
  const id = useId();
  return (
    <div className={styles['setting']} role="group" aria-labelledby={id}>
      <span id={id} className={styles['label']}>
        {label}
      </span>
      <div className={styles['control']}>
        {children}
        {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
      </div>
    </div>
  );
}

export interface SettledFieldProps extends Omit<TextFieldProps, 'value' | 'onChange' | 'error' | 'hideLabel'> {
  /** What holds now. */
  readonly value: string;
  /** Why the text cannot be taken, as a sentence; empty when it can. */
  readonly problem?: (text: string) => string;
  /** Called with what differs and has no problem. What it throws is told at the field, and the text stays. */
  readonly onTake: (text: string) => Promise<unknown>;
}

/** A line of text that holds when it is left or Enter is pressed; Escape gives back what was there. */
export function SettledField({ value, problem, onTake, ...rest }: SettledFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [failed, setFailed] = useState('');
  const text = typed ?? value;
  const wrong = typed === null || typed === value ? '' : (problem?.(typed) ?? '');
  const take = async (): Promise<void> => {
    if (typed === null || wrong !== '') return;
    try {
      if (typed !== value) await onTake(typed);
      setTyped(null);
    } catch (thrown) {
      setFailed(asAppError(thrown).message);
    }
  };
  return (
    <TextField
      {...rest}
      hideLabel
      value={text}
      error={wrong === '' ? failed : wrong}
      onChange={(next) => {
        setFailed('');
        setTyped(next);
      }}
      onBlur={() => void take()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void take();
        else if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setFailed('');
          setTyped(null);
        }
      }}
    />
  );
}
