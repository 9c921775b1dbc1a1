import { readFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { runInNewContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import { electron } from './stand-in.ts';
import type { Frame } from './stand-in.ts';

/** What the page sees as `window.cfs`. */
export type Bridge = Record<string, (...args: readonly unknown[]) => unknown>;

export interface Page {
  readonly bridge: Bridge;
  /** Names of the globals that the preload made. */
  readonly globals: readonly string[];
  /** Modules that the preload asked for. */
  readonly required: readonly string[];
  /** What the page's window received with postMessage. */
  readonly messages: readonly {
    readonly data: unknown;
    readonly target: string;
    readonly port: MessagePort | undefined;
  }[];
}

/** Loads the built preload as a sandboxed page does: CommonJS, with nothing but `electron` to require. */
export function openPage(preload: string, frame: { readonly url: string; readonly parent?: Frame | null }): Page {
  const renderer = new EventEmitter();
  const globals: Record<string, Bridge> = {};
  const required: string[] = [];
  const messages: { data: unknown; target: string; port: MessagePort | undefined }[] = [];
  const sender: Frame = {
    url: frame.url,
    parent: frame.parent ?? null,
    postMessage: (channel, message, ports) =>
      void renderer.emit(channel, { ports: ports.map(({ port }) => port) }, message),
  };
  const electronOfPage = {
    contextBridge: { exposeInMainWorld: (name: string, api: Bridge) => void (globals[name] = api) },
    ipcRenderer: {
      on: (channel: string, listener: (...args: unknown[]) => void) => void renderer.on(channel, listener),
      // A handler that throws is a promise that rejects, as in Electron.
      invoke: (channel: string) =>
        new Promise((resolve) => {
          resolve(electron.ipc.get(channel)?.({ senderFrame: sender }));
        }),
    },
    webUtils: { getPathForFile: (file: { readonly path: string }) => file.path },
  };
  runInNewContext(readFileSync(preload, 'utf8'), {
    exports: {},
    module: { exports: {} },
    require: (name: string) => {
      required.push(name);
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electronOfPage;
    },
    window: {
      location: { origin: 'app://cfs' },
      postMessage: (data: unknown, target: string, ports: readonly MessagePort[] = []) =>
        void messages.push({ data, target, port: ports[0] }),
    },
  });
  return { bridge: globals['cfs'] ?? {}, globals: Object.keys(globals), required, messages };
}
