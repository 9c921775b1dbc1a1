/** Names of keys, as menus write them. */
export const keyNames: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
  Delete: 'Del',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Insert: 'Ins',
  ContextMenu: 'Menu',
};

export const macKeyNames: Readonly<Record<string, string>> = {
  ...keyNames,
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
  Escape: '⎋',
  Tab: '⇥',
};

/** Keys that are held, elsewhere than on a Mac, where they have signs. */
export const modifierNames = { ctrl: 'Ctrl', meta: 'Meta', alt: 'Alt', shift: 'Shift' } as const;
export const macModifierSigns = { ctrl: '⌃', meta: '⌘', alt: '⌥', shift: '⇧' } as const;
