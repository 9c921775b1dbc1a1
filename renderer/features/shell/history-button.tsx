import { useRef } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { ariaShortcutsOf } from '../../state/commands.ts';
import { back, forward, historySteps, travel, useRoute } from '../../state/route.ts';
import { text } from '../../text.ts';
import { ContextMenu, IconButton, MenuItem } from '../../ui/index.ts';
import { placeName, words } from './words.ts';

/** A press that lasts so long opens the menu, ms. */
const longPressMs = 500;
/** Entries in the menu. */
const most = 15;

/** Back or forward; the second mouse button, a long press or the down key shows where to, step by step. */
export function HistoryButton({ direction, pool }: { readonly direction: 1 | -1; readonly pool: string }) {
  const isBack = direction === -1;
  const can = useRoute((state) => (isBack ? state.canBack : state.canForward));
  const button = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The press opened the menu: its end is no click. */
  const held = useRef(false);

  const openMenu = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined || !can) return;
    const place = { bubbles: true, cancelable: true, clientX: box.left, clientY: box.bottom + 4 };
    button.current?.dispatchEvent(new window.MouseEvent('contextmenu', place));
  };
  const end = (): void => clearTimeout(timer.current);
  const onPointerDown = (event: PointerEvent): void => {
    held.current = false;
    if (event.button !== 0 || !can) return;
    timer.current = setTimeout(() => {
      held.current = true;
      openMenu();
    }, longPressMs);
  };
  const onClick = (event: MouseEvent): void => {
    end();
    if (held.current) event.preventDefault();
    else if (isBack) back();
    else forward();
    held.current = false;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || event.altKey) return;
    event.preventDefault();
    openMenu();
  };
  const why = isBack ? text.nothingBack : words.nothingForward;
  return (
    <ContextMenu items={<Steps direction={direction} pool={pool} none={why} />}>
      <IconButton
        ref={button}
        label={isBack ? words.back : words.forward}
        icon={isBack ? ChevronLeft : ChevronRight}
        disabled={!can}
        why={why}
        aria-haspopup="menu"
        aria-keyshortcuts={ariaShortcutsOf(isBack ? 'go.back' : 'go.forward')}
        onClick={onClick}
        onPointerDown={onPointerDown}
        onPointerUp={end}
        onPointerLeave={end}
        onKeyDown={onKeyDown}
      />
    </ContextMenu>
  );
}

function Steps({
  direction,
  pool,
  none,
}: {
  readonly direction: 1 | -1;
  readonly pool: string;
  readonly none: string;
}) {
  const steps = historySteps(direction, most);
  if (steps.length === 0) {
    return (
      <MenuItem disabled onSelect={() => undefined}>
        {none}
      </MenuItem>
    );
  }
  return steps.map(({ steps: number, route }) => (
    <MenuItem key={number} onSelect={() => travel(number)}>
      <bdi title={route.screen === 'files' ? words.pathTitle(route.path) : undefined}>{placeName(route, pool)}</bdi>
    </MenuItem>
  ));
}
