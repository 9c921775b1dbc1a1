import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, root } from './test/built.ts';

const require = createRequire(import.meta.url);

interface BuilderConfig {
  readonly linux: { readonly target: unknown };
  readonly win: { readonly target: unknown };
  readonly mac: { readonly target: unknown };
  readonly [key: string]: unknown;
}
/** Inner functions of electron-builder: its own check of a configuration, without a build. */
const builder = require('app-builder-lib/out/util/config/config.js') as {
  getConfig(folder: string, file: string | null, options: null): Promise<BuilderConfig>;
  validateConfiguration(config: unknown, log: unknown): Promise<void>;
};
const { DebugLogger } = require('builder-util') as { DebugLogger: new (on: boolean) => unknown };

describe('electron-builder.yml', () => {
  it('[E50] is valid, and would not be with a key that does not exist', async () => {
    const config = await builder.getConfig(root, null, null);
    await builder.validateConfiguration(config, new DebugLogger(false));
    await expect(builder.validateConfiguration({ ...config, asarr: true }, new DebugLogger(false))).rejects.toThrow(
      /asarr/,
    );
  });

  it('[E51] makes packages for three systems', async () => {
    const { linux, win, mac } = await builder.getConfig(root, null, null);
    expect(linux.target).toEqual(['deb', 'rpm', 'AppImage']);
    expect(win.target).toEqual(['nsis']);
    expect(mac.target).toEqual(['dmg']);
  });

  it('[E52] has an icon of our own for each of them', () => {
    const ico = readFileSync(join(root, 'build', 'icon.ico'));
    expect([...ico.subarray(0, 4)]).toEqual([0, 0, 1, 0]);
    const icns = readFileSync(join(root, 'build', 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      const png = readFileSync(join(root, 'build', 'icons', `${size}x${size}.png`));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    }
  });
});

/** Packs the built program around a folder that looks like Electron: shows what is packed, not that it starts. */
describe.runIf(process.platform === 'linux')('a packed program', () => {
  let folder: string;
  let resources: string;
  let inside: readonly string[];

  beforeAll(() => {
    ensureBuilt();
    folder = mkdtempSync(join(tmpdir(), 'cfs-package-'));
    const dist = join(folder, 'electron');
    mkdirSync(join(dist, 'resources'), { recursive: true });
    const { version } = require('electron/package.json') as { version: string };
    const files = { electron: '#!/bin/sh\n', version, LICENSE: '', 'LICENSES.chromium.html': '' };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);
    chmodSync(join(dist, 'electron'), 0o755);
    const args = ['--linux', 'dir', `-c.electronDist=${dist}`, `-c.directories.output=${join(folder, 'out')}`];
    execFileSync(process.execPath, [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...args], { cwd: root });
    const unpacked = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`;
    resources = join(folder, 'out', unpacked, 'resources');
    const asar = require('@electron/asar') as { listPackage(file: string, options: object): string[] };
    inside = asar.listPackage(join(resources, 'app.asar'), { isPack: false });
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('[E53] holds the bundles, package.json and koffi, and no source, test or other package', () => {
    for (const file of [
      '/package.json',
      '/out/main/main.js',
      '/out/main/lane-child.js',
      '/out/main/watch-child.js',
      '/out/main/catalog-child.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/node_modules/koffi/index.js',
    ]) {
      expect(inside).toContain(file);
    }
    const packages = inside.filter((file) => /^\/node_modules\/[^/]+$/.test(file));
    expect(packages.sort()).toEqual(['/node_modules/@koromix', '/node_modules/koffi']);
    const top = inside.filter((file) => /^\/[^/]+$/.test(file)).sort();
    expect(top).toEqual(['/LICENSE', '/node_modules', '/out', '/package.json']);
    expect(inside.filter((file) => file.endsWith('.ts'))).toEqual([]);
  });

  it('[E54] has the programs of children and the native library as real files outside the archive', () => {
    const outside = join(resources, 'app.asar.unpacked');
    for (const file of [
      'out/main/lane-child.js',
      'out/main/watch-child.js',
      'out/main/catalog-child.js',
      'out/main/catalog-device-thread.js',
      'out/main/catalog-read-thread.js',
      'out/main/catalog-walk-thread.js',
      'out/main/catalog-index-thread.js',
      'out/main/plan-desk-thread.js',
      'out/main/simulate-thread.js',
      'node_modules/koffi/index.js',
      'package.json',
    ])
      expect(existsSync(join(outside, file))).toBe(true);
    const native = inside.filter((file) => file.endsWith('.node'));
    expect(native.length).toBeGreaterThan(0);
    for (const file of native) expect(existsSync(join(outside, file))).toBe(true);
  });

  it('[E54] has all of koffi that loading it takes', () => {
    const koffi = join(resources, 'app.asar.unpacked', 'node_modules', 'koffi');
    const script = `process.stdout.write(typeof require(${JSON.stringify(koffi)}).load)`;
    expect(execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })).toBe('function');
  });

  it('[E54] can start those children: nothing in them leads back into the archive', () => {
    for (const name of [
      'lane-child',
      'watch-child',
      'catalog-child',
      'catalog-device-thread',
      'catalog-read-thread',
      'catalog-index-thread',
      'catalog-walk-thread',
      'plan-desk-thread',
      'simulate-thread',
    ]) {
      const text = readFileSync(join(resources, 'app.asar.unpacked', 'out', 'main', `${name}.js`), 'utf8');
      expect([...text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.[^"']*)["']/g)].map((match) => match[1])).toEqual([]);
    }
  });
});
