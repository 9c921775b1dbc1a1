import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { windowPolicy } from '../host/respond.ts';
import { built } from './test/built.ts';
import { openPage } from './test/page.ts';
import type { Page } from './test/page.ts';
import { answer, startProgram, window } from './test/program.ts';
import type { Program } from './test/program.ts';
import { electron, Refusable } from './test/stand-in.ts';

/** Window, page and preload of the built program: what they may do. */

let folder: string;
let page: Page;
let program: Program;

beforeAll(async () => {
  program = await startProgram();
  ({ folder, page } = program);
}, 120_000);

afterAll(() => program.remove());

describe('the window', () => {
  it('[E10] is sandboxed, isolated and without Node', () => {
    expect(window().options['webPreferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      spellcheck: false,
      preload: built.preload,
    });
    expect(electron.app.calls).toContain('enableSandbox');
  });

  it('[E11] shows the page of its own scheme and remembers where it stood', () => {
    expect(window().loaded).toBe('app://cfs/');
    expect(window().options).toMatchObject({ name: 'main', windowStatePersistence: true, show: false });
  });

  it('[E12] takes the place of a second start', () => {
    expect(electron.app.calls).toContain('requestSingleInstanceLock');
    window().calls.length = 0;
    electron.app.emit('second-instance');
    expect(window().calls).toEqual(['restore', 'show', 'focus']);
    expect(electron.windows.length).toBe(1);
  });

  it('[E12] keeps its lock and profile apart for another CFS_HOME', () => {
    expect(electron.app.paths['userData']).toBe(join(folder, 'home', 'window'));
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    '[E13] refuses %s',
    (name) => {
      const event = new Refusable();
      window().webContents.emit(name, event, 'https://example.org/');
      expect(event.defaultPrevented).toBe(true);
    },
  );

  it('[E13] opens no other window', () => {
    expect(window().webContents.openHandler?.({ url: 'app://cfs/' })).toEqual({ action: 'deny' });
  });

  it('[E14] may put text on the clipboard, and gets no other permission, no device and no download', () => {
    const { session } = electron;
    const answers: boolean[] = [];
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      session.requestHandler?.({}, permission, (granted) => answers.push(granted));
    }
    expect(answers).toEqual([false, false, false, false, false]);
    expect(session.checkHandler?.({}, 'clipboard-read')).toBe(false);
    session.requestHandler?.({}, 'clipboard-sanitized-write', (granted) => answers.push(granted));
    expect(answers.at(-1)).toBe(true);
    expect(session.checkHandler?.({}, 'clipboard-sanitized-write')).toBe(true);
    expect(session.deviceHandler?.()).toBe(false);
    const isRefused = (url: string): boolean => {
      const download = new Refusable();
      session.emit('will-download', download, { getURL: () => url });
      return download.defaultPrevented;
    };
    expect(isRefused('https://example.org/a.csv')).toBe(true);
    expect(isRefused('blob:https://example.org/1')).toBe(true);
    expect(isRefused('blob:app://cfs/1')).toBe(false);
  });

  it('[E15] has the menu that a system expects, with editing and zoom, and no reload', () => {
    const menu = JSON.stringify(electron.menus.at(-1));
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'])
      expect(menu).toContain(`"role":"${role}"`);
    expect(menu).toContain('"zoomIn"');
    expect(menu).not.toMatch(/reload/i);
  });
});

describe('the app: protocol', () => {
  it('[E16] is registered as a standard, secure scheme that does not pass the content security policy by', () => {
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('[E17] serves the built window under the policy of the host for browsers', async () => {
    const index = await answer('app://cfs/');
    expect(index.status).toBe(200);
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(index.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = index.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(policy).toBe(windowPolicy(nonce));
    const page = await index.text();
    expect(page).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
    // The nonce, and what the person chose, so that the first picture is right.
    const without = page
      .replace(/<meta property="csp-nonce"[^>]*>/, '')
      .replace(/<meta name="cfs-look"[^>]*>/, '')
      .replace(' data-density="normal"', '');
    expect(without).toBe(readFileSync(join(built.renderer, 'index.html'), 'utf8'));
    expect((await answer('app://cfs/')).headers.get('content-security-policy')).not.toBe(policy);
  });

  it('[E17] gives each file of the window its type', async () => {
    const names = readdirSync(join(built.renderer, 'assets'));
    expect(names.length).toBeGreaterThan(1);
    const types: Record<string, string> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
    for (const name of names.filter((candidate) => /\.(js|css)$/.test(candidate))) {
      const file = await answer(`app://cfs/assets/${name}`);
      expect(file.headers.get('content-type')).toBe(types[name.split('.').at(-1) ?? '']);
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0);
    }
  });

  it.each([
    'app://cfs/../main/main.js',
    'app://cfs/%2e%2e/main/main.js',
    'app://cfs/..%2fmain%2fmain.js',
    'app://cfs/%2e%2e%2f%2e%2e%2fpackage.json',
    'app://cfs/..\\main\\main.js',
    'app://cfs/assets/../../main/main.js',
    'app://cfs//etc/passwd',
    'app://cfs/%00index.html',
    'app://cfs/index.html%00.png',
    'app://cfs/assets',
    'app://cfs/none',
    'app://other/index.html',
    'app://cfs:80/index.html',
  ])('[E18] answers nothing for %s', async (address) => {
    const refused = await answer(address);
    expect(refused.status).toBe(404);
    expect(await refused.text()).toBe('');
  });

  it('[E18] answers GET only', async () => {
    expect((await answer('app://cfs/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('the preload', () => {
  it('[E20] gives the page two functions and nothing else', () => {
    expect(page.globals).toEqual(['cfs']);
    expect(Object.keys(page.bridge).sort()).toEqual(['connect', 'pathOf']);
    expect(Object.values(page.bridge).every((value) => typeof value === 'function')).toBe(true);
  });

  it('[E21] loads nothing but electron', () => {
    expect([...new Set(page.required)]).toEqual(['electron']);
    const text = readFileSync(built.preload, 'utf8');
    expect([...text.matchAll(/\b(?:require|import)\s*\(\s*(["'`])(.+?)\1/g)].map((match) => match[2])).toEqual([
      'electron',
    ]);
  });

  it('[E22] hands a port to its own page only', () => {
    expect(page.messages[0]).toMatchObject({ data: 'cfs-port', target: 'app://cfs' });
  });

  it('[E23] tells the real path of a dropped file', () => {
    expect(page.bridge['pathOf']?.({ path: '/home/me/a.jpg' })).toBe('/home/me/a.jpg');
  });

  const frames = {
    'another page': { url: 'https://example.org/' },
    'another scheme': { url: 'file:///cfs/index.html' },
    'another host': { url: 'app://other/' },
    'a frame inside our page': {
      url: 'app://cfs/',
      parent: { url: 'app://cfs/', parent: null, postMessage: () => undefined },
    },
  };
  it.each(Object.entries(frames))('[E24] connects no %s', async (_name, frame) => {
    const other = openPage(built.preload, frame);
    await expect(other.bridge['connect']?.()).rejects.toThrow(/not the window/);
    expect(other.messages).toEqual([]);
  });

  it('[E24] connects no frame that is gone', () => {
    const handler = electron.ipc.get('cfs:connect');
    expect(() => handler?.({ senderFrame: null })).toThrow(/not the window/);
  });

  it('[E24] has that one channel', () => {
    expect([...electron.ipc.keys()]).toEqual(['cfs:connect']);
  });
});
