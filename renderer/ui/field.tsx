import { useId } from 'react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';
import { cx } from './classes.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'size'> {
  /** Always given; `hideLabel` keeps it for screen readers only. */
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  /** Why the value is refused; marks the field as invalid. */
  readonly error?: string | undefined;
  readonly icon?: LucideIcon;
  /** Behind the text: "GB". */
  readonly unit?: string;
  /** `quiet` is for filters and searches in a toolbar. */
  readonly look?: 'normal' | 'large' | 'quiet';
}

/** A line of text. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel = false,
    value,
    onChange,
    hint,
    error,
    icon,
    unit,
    look = 'normal',
    className,
    ...rest
  } = props;
  const id = useId();
  const wrong = error !== undefined && error !== '';
  return (
    <div className={cx(styles['field'], className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles['label']}>
        {label}
      </label>
      <div className={cx(styles['box'], styles[look], wrong && styles['wrong'])}>
        {icon && <Icon icon={icon} />}
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={id}
          className={styles['input']}
          value={value}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong || hint !== undefined ? `${id}-say` : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit !== undefined && <span className={styles['unit']}>{unit}</span>}
      </div>
      {(wrong || hint !== undefined) && (
        <div id={`${id}-say`} className={wrong ? styles['error'] : styles['hint']} role={wrong ? 'alert' : undefined}>
          {wrong ? error : hint}
        </div>
      )}
    </div>
  );
}

export interface CheckboxProps {
  /** Always given; `hideLabel` keeps it for screen readers only. */
  readonly label: ReactNode;
  readonly hideLabel?: boolean;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Checkbox({ label, hideLabel = false, checked, onChange, disabled = false, className }: CheckboxProps) {
  return (
    <label className={cx(styles['check'], hideLabel && styles['alone'], className)}>
      <input
        type="checkbox"
        className={styles['tick']}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={hideLabel ? 'visually-hidden' : undefined}>{label}</span>
    </label>
  );
}

export interface SegmentedOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Shows the icon alone; the label stays its name. */
  readonly iconOnly?: boolean;
}

export interface SegmentedProps<Value extends string> {
  /** What is chosen here: "View", "Scale". */
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SegmentedOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of two to five; arrow keys move between them. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles['segmented']}>
      {options.map((option) => (
        <label
          key={option.value}
          className={styles['segment']}
          title={option.iconOnly === true ? option.label : undefined}
        >
          <input
            type="radio"
            name={name}
            className={styles['radio']}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            aria-label={option.label}
          />
          {option.icon && <Icon icon={option.icon} />}
          {option.iconOnly !== true && <span aria-hidden>{option.label}</span>}
        </label>
      ))}
    </div>
  );
}

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
  /** What a screen reader says instead of the bare number. */
  readonly valueText?: string;
}

export function Slider({ label, value, min, max, step = 1, onChange, valueText }: SliderProps) {
  const at = max > min ? ((value - min) / (max - min)) * 100 : 0;
  return (
    <input
      type="range"
      className={styles['slider']}
      style={{ ['--at' as string]: `${at}%` }}
      aria-label={label}
      aria-valuetext={valueText}
      min={min}
      max={max}
      step={step}
      value={value}
      onChange={(event) => onChange(event.target.valueAsNumber)}
    />
  );
}
