import type { ComponentPropsWithRef, MouseEvent } from 'react';
import type { LucideIcon } from 'lucide-react';
import styles from './button.module.css';
import { cx } from './classes.ts';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

interface Common extends Omit<ComponentPropsWithRef<'button'>, 'disabled'> {
  /** Not possible now. It stays focusable; say why in `why`, which becomes the tooltip. */
  readonly disabled?: boolean;
  readonly why?: string | undefined;
}

export interface ButtonProps extends Common {
  /** One primary per screen; bare looks like a link; danger for what takes something away: filled in a dialog, where it does so. */
  readonly variant?: 'plain' | 'primary' | 'bare' | 'danger';
  readonly size?: 'normal' | 'large';
  readonly icon?: LucideIcon | undefined;
}

function onlyWhen(enabled: boolean, listener: Common['onClick']) {
  return (event: MouseEvent<HTMLButtonElement>) => {
    if (enabled) listener?.(event);
    else event.preventDefault();
  };
}

/** A button with a verb on it. */
export function Button({
  variant = 'plain',
  size = 'normal',
  icon,
  disabled = false,
  why,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      aria-disabled={disabled || undefined}
      onClick={onlyWhen(!disabled, onClick)}
      className={cx(styles['button'], styles[variant], size === 'large' && styles['large'], className)}
    >
      {icon && <Icon icon={icon} />}
      {children}
    </button>
  );
  return disabled && why !== undefined ? <Tooltip text={why}>{button}</Tooltip> : button;
}

export interface IconButtonProps extends Common {
  /** Its accessible name and tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** `small` is 24 px, for headers and rows. */
  readonly size?: 'normal' | 'small';
  /** The key that does the same, as it is written: the tooltip has it too. */
  readonly shortcut?: string | undefined;
}

/** A button that shows only an icon; the label is its name and its tooltip. */
export function IconButton({
  label,
  icon,
  size = 'normal',
  shortcut,
  disabled = false,
  why,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const named = shortcut === undefined ? label : `${label} (${shortcut})`;
  return (
    <Tooltip text={disabled && why !== undefined ? why : named}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={disabled || undefined}
        onClick={onlyWhen(!disabled, onClick)}
        className={cx(styles['square'], size === 'small' && styles['small'], className)}
      >
        <Icon icon={icon} />
      </button>
    </Tooltip>
  );
}
