import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

/**
 * The system's menu: what every program has there. What CFS does stands in its window. Reload is left out: it would only
 * lose what is being typed.
 */
export function setMenu(options: { readonly mac: boolean; readonly developer: boolean }): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(options.developer ? ([{ type: 'separator' }, { role: 'toggleDevTools' }] as const) : []),
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(options.mac ? ([{ role: 'appMenu' }] as const) : []),
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
    ]),
  );
}
