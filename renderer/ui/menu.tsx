import { createContext, useContext } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Check, ChevronRight } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui';
import { cx } from './classes.ts';
import { Icon } from './icon.tsx';
import { useLayer } from './layer.ts';
import styles from './menu.module.css';
import { words } from './words.ts';

/*
 * Floating parts are attached to the end of the page: a region of their own, there while they are open, keeps all of
 * the page's content inside landmarks.
 */

/** The items are the same in both kinds of menu; radix wants them from one family. */
const Family = createContext<typeof RadixDropdown | typeof RadixContext>(RadixDropdown);

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
}

/**
 * A menu under a button. Not modal: what radix would add to lock scrolling is a style element, which the page's content
 * security policy refuses.
 */
export function Menu({ trigger, children, align = 'start' }: MenuProps) {
  const container = useLayer();
  return (
    <RadixDropdown.Root modal={false}>
      <RadixDropdown.Trigger asChild>{trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal container={container}>
        <div role="region" aria-label={words.menu}>
          <RadixDropdown.Content className={styles['menu']} align={align} sideOffset={4} collisionPadding={8} loop>
            <Family value={RadixDropdown}>{children}</Family>
          </RadixDropdown.Content>
        </div>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

export interface ContextMenuProps {
  /** The element that is clicked with the second button (or the menu key). */
  readonly children: ReactElement;
  readonly items: ReactNode;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A menu at the pointer. */
export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  const container = useLayer();
  return (
    <RadixContext.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal container={container}>
        <div role="region" aria-label={words.menu}>
          <RadixContext.Content className={styles['menu']} collisionPadding={8} loop>
            <Family value={RadixContext}>{items}</Family>
          </RadixContext.Content>
        </div>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

export interface MenuItemProps {
  readonly children: ReactNode;
  readonly onSelect: () => void;
  readonly icon?: LucideIcon;
  /** The key that does the same, as it is written: "F2", "Del". */
  readonly shortcut?: string;
  readonly disabled?: boolean;
  /** Why it cannot be chosen. */
  readonly why?: string;
  readonly danger?: boolean;
  /** The menu stays open. */
  readonly stay?: boolean;
}

export function MenuItem({
  children,
  onSelect,
  icon,
  shortcut,
  disabled = false,
  why,
  danger = false,
  stay = false,
}: MenuItemProps) {
  const family = useContext(Family);
  return (
    <family.Item
      className={cx(styles['item'], danger && styles['danger'])}
      disabled={disabled}
      title={disabled ? why : undefined}
      onSelect={(event) => {
        if (stay) event.preventDefault();
        onSelect();
      }}
    >
      {icon && <Icon icon={icon} />}
      <span className={styles['text']}>{children}</span>
      {shortcut !== undefined && <span className={styles['key']}>{shortcut}</span>}
    </family.Item>
  );
}

export interface MenuCheckItemProps {
  readonly children: ReactNode;
  readonly checked: boolean;
  /** The menu stays open. */
  readonly stay?: boolean;
  /** The key that does the same. */
  readonly shortcut?: string;
  readonly onSelect: () => void;
}

/** An item that is on or off, or one of several. */
export function MenuCheckItem({ children, checked, stay = false, shortcut, onSelect }: MenuCheckItemProps) {
  const family = useContext(Family);
  return (
    <family.CheckboxItem
      className={styles['item']}
      checked={checked}
      onSelect={(event) => {
        if (stay) event.preventDefault();
        onSelect();
      }}
    >
      <span className={styles['tick']}>{checked && <Icon icon={Check} />}</span>
      <span className={styles['text']}>{children}</span>
      {shortcut !== undefined && <span className={styles['key']}>{shortcut}</span>}
    </family.CheckboxItem>
  );
}

export interface MenuSubProps {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

/** An item that opens a menu of its own beside it: by pointing, or with the arrow keys. */
export function MenuSub({ label, icon, children }: MenuSubProps) {
  const family = useContext(Family);
  const container = useLayer();
  return (
    <family.Sub>
      <family.SubTrigger className={styles['item']}>
        {icon ? <Icon icon={icon} /> : <span className={styles['tick']} />}
        <span className={styles['text']}>{label}</span>
        <span className={styles['key']}>
          <Icon icon={ChevronRight} size={14} />
        </span>
      </family.SubTrigger>
      <family.Portal container={container}>
        <div role="region" aria-label={label}>
          <family.SubContent className={styles['menu']} sideOffset={2} alignOffset={-5} collisionPadding={8} loop>
            {children}
          </family.SubContent>
        </div>
      </family.Portal>
    </family.Sub>
  );
}

/** Words over a group of items. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  const family = useContext(Family);
  return <family.Label className={styles['heading']}>{children}</family.Label>;
}

export function MenuSeparator() {
  const family = useContext(Family);
  return <family.Separator className={styles['line']} />;
}
