import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, vi } from 'vitest';
import { createClient } from '../../../shared/client.ts';
import type { Client } from '../../../shared/client.ts';
import type { HostFrame } from '../../../shared/wire.ts';
import { built, ensureBuilt } from './built.ts';
import { nativeImport } from './native.ts';
import { openPage } from './page.ts';
import type { Page } from './page.ts';
import { electron, standInForElectron } from './stand-in.ts';
import type { StandInWindow } from './stand-in.ts';

/** The program as it was started: once in a process. */
export interface Program {
  /** Its `home` and what a test puts beside it. */
  readonly folder: string;
  readonly page: Page;
  readonly client: Client;
  /** Removes its files. */
  remove(): void;
}

/** Starts the built bundles with a stand-in for the `electron` module; engine, lanes and files are real. */
export async function startProgram(): Promise<Program> {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'cfs-desktop-'));
  vi.stubEnv('CFS_HOME', join(folder, 'home'));
  mkdirSync(join(folder, 'home'));
  standInForElectron();
  await nativeImport(pathToFileURL(built.main).href);
  await vi.waitFor(() => expect(window().calls).toContain('show'), { timeout: 20_000 });
  const page = openPage(built.preload, { url: 'app://cfs/' });
  return {
    folder,
    page,
    client: await connect(page),
    remove: () => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The window that was opened last. */
export function window(): StandInWindow {
  const opened = electron.windows.at(-1);
  if (opened === undefined) throw new Error('there is no window');
  return opened;
}

/** The page's end of a port, as renderer/api/port.ts makes it. */
export async function connect(to: Page): Promise<Client> {
  const before = to.messages.length;
  await to.bridge['connect']?.();
  const port = to.messages[before]?.port;
  if (port === undefined) throw new Error('no port arrived');
  return createClient({
    send: (frame) => port.postMessage(frame),
    onFrame: (listener) => port.on('message', (frame: HostFrame) => listener(frame)),
    onClose: (listener) => port.on('close', () => listener('closed')),
    close: () => port.close(),
  });
}

/** What the page's own scheme answers. */
export function answer(address: string, init?: RequestInit): Promise<Response> {
  const handler = electron.handlers.get('app');
  if (handler === undefined) throw new Error('the protocol has no handler');
  return handler(new Request(address, init));
}
