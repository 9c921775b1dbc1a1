import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { registerHooks } from 'node:module';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

/**
 * Stands in for the `electron` module, so that the built main and preload bundles can be loaded where Electron's runtime
 * is not. It does what Electron documents for the calls that CFS makes, and writes down what it was told.
 */

/** An event that its listeners may refuse. */
export class Refusable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits a refusable event; answers whether nobody refused. */
function allowed(emitter: EventEmitter, name: string, ...more: unknown[]): boolean {
  const event = new Refusable();
  emitter.emit(name, event, ...more);
  return !event.defaultPrevented;
}

class PortMain extends EventEmitter {
  private readonly port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => this.emit('close'));
  }
  /** Nothing is delivered before. */
  start(): void {
    this.port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  close(): void {
    this.port.close();
  }
}

class ChannelMain {
  readonly port1: PortMain;
  /** The end that goes to a page, which reads the port itself. */
  readonly port2: { readonly port: MessagePort };
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortMain(port1);
    this.port2 = { port: port2 };
  }
}

export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
  postMessage(channel: string, message: unknown, ports: readonly { readonly port: MessagePort }[]): void;
}

class Contents extends EventEmitter {
  readonly dragged: { readonly file: string; readonly files?: readonly string[]; readonly icon: unknown }[] = [];
  startDrag(item: Contents['dragged'][number]): void {
    this.dragged.push(item);
  }
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

export class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  readonly options: Record<string, unknown>;
  readonly webContents = new Contents();
  readonly calls: string[] = [];
  loaded = '';
  closed = false;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    StandInWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  restore(): void {
    this.calls.push('restore');
  }
  isMinimized(): boolean {
    return true;
  }
  readonly id = StandInWindow.all.length + 1;
  focused = false;
  isFocused(): boolean {
    return this.focused;
  }
  /** What the task bar was told: share and mode. */
  readonly bars: string[] = [];
  setProgressBar(share: number, { mode }: { readonly mode: string }): void {
    this.bars.push(`${String(share)} ${mode}`);
  }
  setBackgroundColor(): void {
    this.calls.push('setBackgroundColor');
  }
  setTitleBarOverlay(): void {
    this.calls.push('setTitleBarOverlay');
  }
  /** As the cross of the title bar does. */
  close(): void {
    if (this.closed || !allowed(this, 'close')) return;
    this.closed = true;
    this.emit('closed');
    if (StandInWindow.all.every((window) => window.closed)) app.emit('window-all-closed');
  }
}

class App extends EventEmitter {
  readonly calls: string[] = [];
  readonly paths: Record<string, string> = {};
  isPackaged = false;
  lock = true;
  ended = false;

  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }
  requestSingleInstanceLock(): boolean {
    this.calls.push('requestSingleInstanceLock');
    return this.lock;
  }
  setBadgeCount(count: number): boolean {
    this.calls.push(`badge ${String(count)}`);
    return true;
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
  quit(): void {
    if (this.ended || !allowed(this, 'before-quit')) return;
    for (const window of StandInWindow.all) window.close();
    if (StandInWindow.all.some((window) => !window.closed)) return;
    this.ended = true;
    this.emit('quit');
  }
  exit(code: number): void {
    this.calls.push(`exit ${code}`);
    this.ended = true;
  }
}
const app = new App();

type Answer = (request: Request) => Promise<Response>;
const handlers = new Map<string, Answer>();
const schemes: { scheme: string; privileges?: Record<string, boolean> }[] = [];
const ipc = new Map<string, (event: { senderFrame: Frame | null }) => unknown>();

class Session extends EventEmitter {
  requestHandler: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null = null;
  checkHandler: ((contents: unknown, permission: string) => boolean) | null = null;
  deviceHandler: (() => boolean) | null = null;
  setPermissionRequestHandler(handler: Session['requestHandler']): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: Session['checkHandler']): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: Session['deviceHandler']): void {
    this.deviceHandler = handler;
  }
}
const defaultSession = new Session();

/** What a person answers in dialogs, and what the system was asked to do. */
export const person = {
  folder: null as string | null,
  button: 0,
  asked: [] as string[],
  /** Of the last message. */
  buttons: [] as readonly string[],
  opened: [] as string[],
  shown: [] as string[],
  openError: '',
};

/** The clipboard of the system: what was written last, with the names of its formats. */
export const board = { items: [] as readonly StandInClipboardItem[] };

export class StandInClipboardItem {
  readonly parts: Readonly<Record<string, string | Blob>>;
  constructor(parts: Readonly<Record<string, string | Blob>>) {
    this.parts = parts;
  }
  get types(): readonly string[] {
    return Object.keys(this.parts);
  }
  getType(type: string): Promise<Blob> {
    const part = this.parts[type];
    if (part === undefined) return Promise.reject(new Error(`There is no ${type}`));
    return Promise.resolve(typeof part === 'string' ? new Blob([part]) : part);
  }
}

/** Starts a real process: a lane or a watch. */
function forkUtility(path: string, args: string[]): EventEmitter {
  const child = fork(path, args, { execArgv: [], serialization: 'advanced' });
  return Object.assign(new EventEmitter(), {
    pid: child.pid,
    postMessage: (message: unknown) => {
      if (child.connected) child.send(message as never);
    },
    kill: () => child.kill('SIGTERM'),
    on(this: EventEmitter, name: string, listener: (value: unknown) => void) {
      child.on(name, listener);
      return this;
    },
    once(this: EventEmitter, name: string, listener: (value: unknown) => void) {
      child.once(name, listener);
      return this;
    },
  });
}

/** A notice of the system. */
class StandInNotice extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }
  readonly title: string;
  readonly body: string;
  constructor({ title, body }: { readonly title: string; readonly body: string }) {
    super();
    this.title = title;
    this.body = body;
  }
  show(): void {
    notices.push(this);
  }
  close(): void {
    this.emit('close');
  }
}
const notices: StandInNotice[] = [];

/** Ids of what keeps the computer awake. */
const awake = new Set<number>();
let nextAwake = 1;

const menus: unknown[] = [];
/** The module as `import ... from 'electron'` sees it in the main process. */
const mainModule = {
  app,
  BrowserWindow: StandInWindow,
  clipboard: {
    write: (items: readonly StandInClipboardItem[]) => Promise.resolve(void (board.items = items)),
    read: () => Promise.resolve(board.items),
    clear: () => void (board.items = []),
  },
  ClipboardItem: StandInClipboardItem,
  MessageChannelMain: ChannelMain,
  Notification: StandInNotice,
  powerSaveBlocker: {
    start: (type: string) => {
      if (type !== 'prevent-app-suspension') throw new Error(`not asked for: ${type}`);
      awake.add((nextAwake += 1));
      return nextAwake;
    },
    stop: (id: number) => void awake.delete(id),
  },
  Menu: {
    buildFromTemplate: (template: unknown) => template,
    setApplicationMenu: (menu: unknown) => void menus.push(menu),
  },
  dialog: {
    showOpenDialog: () =>
      Promise.resolve({ canceled: person.folder === null, filePaths: person.folder === null ? [] : [person.folder] }),
    showMessageBox: (...args: unknown[]) => {
      const { message, buttons } = args.at(-1) as { message: string; buttons: readonly string[] };
      person.asked.push(message);
      person.buttons = buttons;
      return Promise.resolve({ response: person.button, checkboxChecked: false });
    },
    showErrorBox: (_title: string, content: string) => void person.asked.push(content),
  },
  ipcMain: {
    handle: (channel: string, handler: (event: { senderFrame: Frame | null }) => unknown) =>
      void ipc.set(channel, handler),
  },
  nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' }),
  protocol: {
    registerSchemesAsPrivileged: (all: typeof schemes) => void schemes.push(...all),
    handle: (scheme: string, handler: Answer) => void handlers.set(scheme, handler),
  },
  session: { defaultSession },
  shell: {
    openPath: (path: string) => {
      person.opened.push(path);
      return Promise.resolve(person.openError);
    },
    showItemInFolder: (path: string) => void person.shown.push(path),
  },
  utilityProcess: { fork: forkUtility },
};

export const electron = {
  app,
  handlers,
  schemes,
  ipc,
  session: defaultSession,
  menus,
  notices,
  awake,
  nativeTheme: mainModule.nativeTheme,
  windows: StandInWindow.all,
};

/** From now on `import 'electron'` in natively loaded modules of this process is the stand-in. */
export function standInForElectron(): void {
  const url = 'cfs-stand-in:electron';
  Object.assign(globalThis, { cfsElectronStandIn: mainModule });
  const names = Object.keys(mainModule).join(', ');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (address, context, next) =>
      address === url
        ? {
            format: 'module',
            shortCircuit: true,
            source: `export const { ${names} } = globalThis.cfsElectronStandIn;`,
          }
        : next(address, context),
  });
}
