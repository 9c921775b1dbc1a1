import type { MenuCommand } from '../../shared/contract.ts';
import type { EventSource, HostEvent } from './events.ts';

/** Where a host shows the window's commands in a menu of the system. */
export interface AppMenu extends EventSource {
  /** What the window can do, in its order; replaces what was told before. */
  show(commands: readonly MenuCommand[]): void;
}

/** @param draw makes the system's menu; what is chosen in it is told by the id of its command */
export function openAppMenu(draw: (commands: readonly MenuCommand[], choose: (id: string) => void) => void): AppMenu {
  const listeners = new Set<(event: HostEvent) => void>();
  const choose = (id: string): void => {
    for (const listener of listeners) listener({ name: 'menu.chosen', payload: { id } });
  };
  draw([], choose);
  return {
    show: (commands) => draw(commands, choose),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
