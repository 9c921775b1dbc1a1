import type { ReactElement, ReactNode } from 'react';
import { Popover as RadixPopover } from 'radix-ui';
import { useLayer } from './layer.ts';
import styles from './popover.module.css';

export interface PopoverProps {
  /** Accessible name of what opens. */
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly side?: 'top' | 'bottom' | 'right';
  readonly align?: 'start' | 'end';
  readonly onOpenChange?: (open: boolean) => void;
}

/**
 * A small panel beside a button: more than a menu, less than a dialog. Escape or a press elsewhere closes it. Not modal,
 * for the same reason as `Menu`.
 */
export function Popover({ label, trigger, children, side = 'top', align = 'start', onOpenChange }: PopoverProps) {
  const container = useLayer();
  return (
    <RadixPopover.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal container={container}>
        <RadixPopover.Content
          className={styles['popover']}
          role="dialog"
          aria-label={label}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
