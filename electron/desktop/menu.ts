import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../shared/contract.ts';

export interface MenuOptions {
  readonly mac: boolean;
  readonly developer: boolean;
  /** What the window can do, as its table of commands says. */
  readonly commands: readonly MenuCommand[];
  readonly choose: (id: string) => void;
}

/** "Mod+Shift+N" as Electron writes keys. */
export function accelerator(keys: string): string {
  return keys
    .replace(/\bMod\b/, 'CommandOrControl')
    .replace(/Arrow(Up|Down|Left|Right)$/, '$1')
    .replace(/Escape$/, 'Esc')
    .replace(/\+\+$/, '+Plus');
}

/**
 * The menu of the system: the window's commands, and what every program has there. The keys stay with the page, which knows
 * whether one types; they are only written here. Cut, copy and paste are roles, so that fields keep them: the page hears
 * them as events and answers for files. Reload is left out: it would only lose what is being typed.
 */
export function menuTemplate({ mac, developer, commands, choose }: MenuOptions): MenuItemConstructorOptions[] {
  const item = ({ id, title, keys }: MenuCommand): MenuItemConstructorOptions => ({
    label: title.replaceAll('&', '&&'),
    // A Mac's menu would take plain keys, also from a button that has the focus.
    ...(keys !== null && (!mac || keys.includes('Mod+')) && { accelerator: accelerator(keys) }),
    registerAccelerator: false,
    click: () => choose(id),
  });
  const of = (...groups: readonly string[]): MenuItemConstructorOptions[] =>
    commands.filter(({ group, id }) => groups.includes(group) && !roles.has(id)).map(item);
  const line = { type: 'separator' } as const;
  /** A line only between two parts that are there. */
  const parted = (...parts: readonly MenuItemConstructorOptions[][]): MenuItemConstructorOptions[] =>
    parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : [line, ...part]));
  const undo = commands.filter(({ id }) => id === 'edit.undo' || id === 'edit.redo');
  const view = parted(
    of('view'),
    [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
    [{ role: 'togglefullscreen' }],
    developer ? [{ role: 'toggleDevTools' }] : [],
  );
  const edit: MenuItemConstructorOptions[] = undo.length === 0 ? [{ role: 'undo' }, { role: 'redo' }] : undo.map(item);
  return [
    ...(mac ? ([{ role: 'appMenu' }] as const) : []),
    { label: 'File', submenu: parted(of('file'), [mac ? { role: 'close' } : { role: 'quit' }]) },
    {
      label: 'Edit',
      submenu: parted(
        edit,
        [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, ...of('edit')],
        commands.length === 0 ? [{ role: 'selectAll' }] : of('select'),
      ),
    },
    { label: 'View', submenu: view },
    ...(of('go').length > 0 ? [{ label: 'Go', submenu: of('go') }] : []),
    ...(of('pool', 'operations').length > 0 ? [{ label: 'Pool', submenu: of('pool', 'operations') }] : []),
    { role: 'windowMenu' },
    ...(of('help').length > 0 ? [{ role: 'help' as const, submenu: of('help') }] : []),
  ];
}

/** Commands that stand in the menu in another way. */
const roles = new Set(['edit.cut', 'edit.copy', 'edit.paste', 'edit.undo', 'edit.redo']);

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}
