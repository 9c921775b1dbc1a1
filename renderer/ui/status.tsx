import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { AppError } from '../../shared/errors.ts';
import { cx } from './classes.ts';
import { Icon } from './icon.tsx';
import styles from './status.module.css';
import { errorParts } from './words.ts';

export interface BadgeProps {
  readonly children: ReactNode;
  readonly tone?: 'neutral' | 'warn' | 'danger' | 'success';
  readonly icon?: LucideIcon;
}

/** A few words about one thing, with a shape or an icon where the tone matters. */
export function Badge({ children, tone = 'neutral', icon }: BadgeProps) {
  return (
    <span className={cx(styles['badge'], styles[tone])}>
      {icon && <Icon icon={icon} size={12} />}
      {children}
    </span>
  );
}

export type Tone = 'danger' | 'warn' | 'info' | 'success';

const toneIcons: Readonly<Record<Tone, LucideIcon>> = {
  danger: OctagonAlert,
  warn: TriangleAlert,
  info: Info,
  success: CircleCheck,
};

export interface MessageProps {
  readonly tone: Tone;
  /** What it is, in a word before the title. */
  readonly kind?: string;
  /** False: it stands in a region that is read out by itself. Default true. */
  readonly live?: boolean;
  /** What happened. */
  readonly title: string;
  /** Why, and what next. */
  readonly children?: ReactNode;
  /** One button. */
  readonly action?: ReactNode;
}

/** A message where it happened. A danger is announced at once, the rest politely. */
export function Message({ tone, kind, live = true, title, children, action }: MessageProps) {
  const role = tone === 'danger' ? 'alert' : 'status';
  return (
    <div className={cx(styles['message'], styles[tone])} {...(live && { role })}>
      <Icon icon={toneIcons[tone]} />
      <div className={styles['words']}>
        {kind !== undefined && <div className={styles['kind']}>{kind}</div>}
        <div className={styles['title']}>{title}</div>
        {children}
      </div>
      {action}
    </div>
  );
}

export interface ErrorMessageProps {
  readonly error: Pick<AppError, 'message'>;
  readonly action?: ReactNode;
}

/** An AppError as an inline message. */
export function ErrorMessage({ error, action }: ErrorMessageProps) {
  const { what, rest } = errorParts(error);
  return (
    <Message tone="danger" title={what} action={action}>
      {rest}
    </Message>
  );
}

export interface ProgressBarProps {
  /** Accessible name. */
  readonly label: string;
  readonly value: number;
  /** 0 or less: the total is not known yet. */
  readonly max: number;
  readonly size?: 'normal' | 'big';
  /** Paused or stopped: grey. */
  readonly still?: boolean;
}

/** How far a job is; while the total is unknown it is hatched, never a loop. */
export function ProgressBar({ label, value, max, size = 'normal', still = false }: ProgressBarProps) {
  const known = max > 0;
  const percent = known ? Math.min(100, (value / max) * 100) : 100;
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known && { 'aria-valuenow': Math.floor(percent) })}
      className={cx(
        styles['track'],
        size === 'big' && styles['big'],
        still && styles['still'],
        !known && styles['counting'],
      )}
    >
      <span className={styles['fill']} style={{ width: `${percent}%` }} />
    </span>
  );
}

export interface SkeletonProps {
  readonly width?: number | string;
  /** Pixels. */
  readonly height?: number;
}

/** A still place for what is on its way; shown after 100 ms (`useDelayed`). */
export function Skeleton({ width = '100%', height = 12 }: SkeletonProps) {
  return <span aria-hidden className={styles['skeleton']} style={{ width, height }} />;
}

/** True once `active` has held for `delayMs`: nothing is drawn for what comes at once. */
export function useDelayed(active: boolean, delayMs = 100): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [active, delayMs]);
  return active && late;
}

export interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What is empty, what would come next, one action. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      <Icon icon={icon} size={40} />
      <div className={styles['emptyTitle']}>{title}</div>
      {children !== undefined && <div className={styles['emptyText']}>{children}</div>}
      {action !== undefined && <div className={styles['emptyAction']}>{action}</div>}
    </div>
  );
}
