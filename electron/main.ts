import { app, dialog, nativeTheme, protocol, session } from 'electron';
import type { BrowserWindow } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import icon from '../build/icons/256x256.png?asset';
import dragIcon from '../build/icons/64x64.png?asset';
import type { HostInfo } from '../shared/model.ts';
import { acceptWindows } from './desktop/connect.ts';
import { systemClipboard } from './desktop/clipboard.ts';
import { askToQuit, openPath, pickFolder, showPath } from './desktop/dialogs.ts';
import { dragFiles } from './desktop/drag.ts';
import { setMenu } from './desktop/menu.ts';
import { canChooseProgram, chooseProgram } from './desktop/open-with.ts';
import { spawnChild, spawnThread } from './desktop/processes.ts';
import { address, privileges, scheme, serveFolder } from './desktop/protocol.ts';
import { followWork } from './desktop/outside.ts';
import { guardQuit } from './desktop/quit.ts';
import { guardPages, guardSession } from './desktop/security.ts';
import { openWindow, raise, windowControls } from './desktop/window.ts';
import { openEngine } from './engine/engine.ts';
import { isGone, ownProcess } from './engine/volume/parts.ts';
import { writeDurably } from './engine/volume/write-durably.ts';
import { serveClient } from './host/dispatch.ts';
import type { ServedClient } from './host/dispatch.ts';
import { openAppMenu } from './host/app-menu.ts';
import { underWay } from './host/end-signals.ts';
import { allEvents, engineEvents } from './host/events.ts';
import { createHandlers } from './host/handlers.ts';
import { keepHours } from './host/hours.ts';
import { openNeighbours, withNeighbours } from './host/neighbours.ts';
import { openKeptPictures } from './host/kept-pictures.ts';
import { openWindowSettings } from './host/settings.ts';
import { followUnits } from './host/units.ts';
import { shareJobs } from './host/share-jobs.ts';

/** Composition root of the desktop program: the engine in this process, its disks and its watch in children. */

/** This file is out/main/main.js, in the asar or beside package.json. */
const root = join(import.meta.dirname, '..', '..');
/** electron-vite's server with hot reload, while developing. */
const developed = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const home = developed ?? address;

function platform(): HostInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}

function hostInfo(engineHome: string): HostInfo {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    platform: platform(),
    home: engineHome,
    capabilities: {
      pickFolder: true,
      openFile: true,
      showInSystem: true,
      dropPaths: true,
      streams: false,
      windowControls,
      notifies: true,
      openWith: canChooseProgram,
      systemClipboard: true,
      appMenu: true,
      dragOut: true,
    },
  };
}

async function start(): Promise<void> {
  // Children can be started only then.
  await app.whenReady();
  const engine = await openEngine({
    as: 'window',
    spawnLane: () => spawnChild('lane-child', 'CFS disk'),
    spawnWatch: () => spawnChild('watch-child', 'CFS watch'),
    spawnCatalog: () => spawnChild('catalog-child', 'CFS catalog'),
    spawnDesk: () => spawnThread('plan-desk-thread'),
  });
  let window: BrowserWindow | null = null;
  const clients = new Set<ServedClient>();
  const neighbours = openNeighbours(engine.home, ownProcess());
  const settings = openWindowSettings(engine.home, writeDurably);
  followUnits(settings);
  const mac = process.platform === 'darwin';
  const menu = openAppMenu((commands, choose) => setMenu({ mac, developer: !app.isPackaged, commands, choose }));
  const events = allEvents(engineEvents(engine), neighbours, settings, menu);
  // The task bar and notices show what the window shows: the jobs of other processes, too.
  const outside = followWork({
    events,
    jobs: engine.jobs.list(),
    window: () => window,
    raise: () => (window === null ? open() : raise(window)),
  });
  const info = hostInfo(engine.home);
  const services = {
    info,
    pickFolder: (title: string) => pickFolder(window, title),
    openPath,
    showPath,
    ...(canChooseProgram && { chooseProgram }),
    clipboard: systemClipboard(platform()),
    menu,
    settings,
    pictures: openKeptPictures(engine.home, settings),
    dragOut: (files: readonly string[]) => dragFiles(window, files, dragIcon),
  };
  const handlers = withNeighbours(createHandlers(engine, services), neighbours);
  const hours = keepHours(engine);
  // Commands may join a moment later than the window: nothing waits for it.
  const local = shareJobs(engine, 'window', info.version, { owner: ownProcess(), isGone });
  const quit = guardQuit(app, {
    running: () => underWay(engine.jobs.list()),
    ask: (jobs) => askToQuit(window, jobs),
    finishFiles: () => engine.jobs.windDown(),
    close: async () => {
      for (const client of clients) client.close();
      outside.close();
      hours.close();
      neighbours.close();
      await (await local).close();
      await engine.close({ keepJobs: true });
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.now());

  // The frame of the window and the system's menus follow the page.
  nativeTheme.themeSource = settings.read().settings.theme;
  settings.onChange(({ theme }) => void (nativeTheme.themeSource = theme));

  guardSession(session.defaultSession);
  protocol.handle(
    scheme,
    serveFolder(join(root, 'out', 'renderer'), () => settings.read().settings),
  );
  acceptWindows(home, (transport) => {
    const client = serveClient(transport, handlers, { events: allEvents(events, outside) });
    clients.add(client);
    transport.onClose(() => clients.delete(client));
  });

  const open = (): void => {
    const opened = openWindow({
      preload: join(root, 'out', 'preload', 'preload.cjs'),
      icon: platform() === 'linux' ? icon : null,
      address: home,
    });
    window = opened;
    opened.on('close', (event) => {
      // The last window is the program, except on macOS; closing it is quitting, with its question.
      if (mac || quit.ended()) return;
      event.preventDefault();
      app.quit();
    });
    opened.on('closed', () => (window = null));
  };
  app.on('second-instance', () => (window === null ? open() : raise(window)));
  app.on('activate', () => (window === null ? open() : raise(window)));
  app.on('window-all-closed', () => {
    if (!mac) app.quit();
  });
  open();
}

app.enableSandbox();
// By it Windows knows whose notices they are; the installer registers the same (appId in electron-builder.yml).
if (process.platform === 'win32') app.setAppUserModelId('io.github.cfs.desktop');
protocol.registerSchemesAsPrivileged([privileges]);
guardPages(app);
// Chromium's own files of a window on another CFS_HOME are kept apart, and so is its lock.
const givenHome = process.env['CFS_HOME'];
if (givenHome) app.setPath('userData', join(givenHome, 'window'));
if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`cfs: Starting: ${why}\n`);
    dialog.showErrorBox('CFS could not start', why);
    app.exit(1);
  });
} else {
  app.quit();
}
