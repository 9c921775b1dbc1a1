import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadElectron, findElectron, whyNoElectron } from './electron.ts';
import { isBuilt } from './fresh.ts';
import { runProgram } from './run.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cfs-launch-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, text: string, seconds?: number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (seconds !== undefined) utimesSync(file, seconds, seconds);
}

describe('[E1] the build is done again only when it must be', () => {
  const outputs = ['out/main/main.js', 'out/main/server.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
  const past = 1_000_000;

  beforeEach(() => {
    put('electron/main.ts', '', past);
    utimesSync(join(root, 'electron'), past, past);
    for (const output of outputs) put(output, '', past + 10);
  });

  it('[E1] is not done when every result is newer than every source', () => {
    expect(isBuilt(root)).toBe(true);
  });
  it.each(outputs)('[E1] is done when %s is missing', (output) => {
    rmSync(join(root, output));
    expect(isBuilt(root)).toBe(false);
  });
  it('[E1] is done when a source is newer, deep below too', () => {
    put('renderer/features/browse/row.tsx', '');
    expect(isBuilt(root)).toBe(false);
  });
  it('[E1] is done when a source was removed', () => {
    rmSync(join(root, 'electron', 'main.ts'));
    expect(isBuilt(root)).toBe(false);
  });
  it('[E1] is not done for a test', () => {
    put('electron/main.test.ts', '');
    utimesSync(join(root, 'electron'), past, past);
    expect(isBuilt(root)).toBe(true);
  });
});

describe('[E2] Electron is tried without waiting for minutes', () => {
  const install = (text: string): void => put('node_modules/electron/install.js', text);
  const limits = { stall: 10_000, total: 25_000 };

  it('[E2] says that the release server cannot be reached', async () => {
    install(`console.error(new TypeError('fetch failed').stack); process.exit(1);`);
    expect(await downloadElectron(root, limits)).toBe('its release server cannot be reached');
  });
  it('[E2] gives up a download that never sends a byte', async () => {
    install('setTimeout(() => {}, 60_000);');
    expect(await downloadElectron(root, { ...limits, stall: 400 })).toBe('the server sent nothing for 0 s');
    expect(findElectron(root)).toBeNull();
  });
  it('[E2] waits for one whose bytes come slowly, and finds what it brought', async () => {
    install(`
      const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
      const { join } = require('node:path');
      let count = 0;
      const timer = setInterval(() => {
        appendFileSync(join(process.env.TMPDIR, 'half.zip'), 'bytes');
        if (++count < 8) return;
        clearInterval(timer);
        mkdirSync(join(__dirname, 'dist'));
        writeFileSync(join(__dirname, 'dist', 'electron'), '');
        writeFileSync(join(__dirname, 'path.txt'), 'electron');
      }, 100);
    `);
    put('node_modules/electron/package.json', '{"type":"commonjs"}');
    expect(await downloadElectron(root, limits)).toBeNull();
    expect(findElectron(root)).toBe(join(root, 'node_modules', 'electron', 'dist', 'electron'));
  });
  it('[E2] ends one that takes too long in all', async () => {
    install(`
      const { appendFileSync } = require('node:fs');
      setInterval(() => appendFileSync(require('node:path').join(process.env.TMPDIR, 'half.zip'), 'b'), 50);
    `);
    put('node_modules/electron/package.json', '{"type":"commonjs"}');
    expect(await downloadElectron(root, { ...limits, total: 1_000 })).toBe('it was not there after 1 s');
  });
});

describe('[E3] what ends the starter ends what it started', () => {
  it('[E3] passes a signal on and waits for the end', async () => {
    put('wait.mjs', `process.on('SIGTERM', () => process.exit(3)); console.log('up'); setInterval(() => {}, 1000);`);
    const ended = await runProgram(
      process.execPath,
      [join(root, 'wait.mjs')],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
      (child) => child.stdout?.once('data', () => process.emit('SIGTERM')),
    );
    expect(ended).toMatchObject({ code: 3, stopped: true });
  });
  it('[E3] tells a program that is not there from one that ended', async () => {
    expect(await runProgram(join(root, 'missing'), [], { cwd: root })).toMatchObject({ code: null, stopped: false });
  });
});

describe.runIf(process.platform === 'linux')('[E4] where Electron cannot be started', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('[E4] is not tried without a display', () => {
    vi.stubEnv('DISPLAY', undefined);
    vi.stubEnv('WAYLAND_DISPLAY', undefined);
    expect(whyNoElectron()).toBe('there is no display');
  });
  it('[E4] is not tried as root, where it would need its sandbox taken away', () => {
    vi.stubEnv('DISPLAY', ':0');
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(whyNoElectron()).toMatch(/root/);
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(whyNoElectron()).toBeNull();
  });
});
