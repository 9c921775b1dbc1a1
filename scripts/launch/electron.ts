import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of the electron package, whose runtime comes from a release server at first use. */
const folder = (root: string): string => join(root, 'node_modules', 'electron');

/** Path of Electron's program, or null when it is not there. */
export function findElectron(root: string): string | null {
  const name = join(folder(root), 'path.txt');
  if (!existsSync(name)) return null;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder(root), 'dist');
  const program = join(dist, readFileSync(name, 'utf8'));
  return existsSync(program) ? program : null;
}

/** Why Electron cannot be started here at all, or null. */
export function whyNoElectron(): string | null {
  if (process.platform !== 'linux') return null;
  if (!hasDisplay()) return 'there is no display';
  if (process.getuid?.() === 0) return 'Electron does not run as root without giving up its sandbox';
  return null;
}

export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

export interface DownloadLimits {
  /** Longest wait in ms without a new byte. */
  readonly stall: number;
  /** Longest wait in ms in all. */
  readonly total: number;
}

/** Bytes below a folder. */
function bytesIn(path: string): number {
  try {
    return readdirSync(path, { recursive: true })
      .map((name) => statSync(join(path, String(name)), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/** The line of a failed download that a person can use. */
function reason(output: string): string {
  const line = output.split('\n').find((candidate) => /^\w*Error: /.test(candidate));
  if (line === undefined) return 'no reason was given';
  if (line.endsWith('fetch failed')) return 'its release server cannot be reached';
  return line.replace(/^\w*Error: /, '');
}

/**
 * Downloads Electron with the package's own installer. Answers null when it is there, else why not: at the latest after
 * `limits.total` ms, and after `limits.stall` ms without a byte.
 */
export async function downloadElectron(root: string, limits: DownloadLimits): Promise<string | null> {
  // The installer keeps its half file in the temporary folder: there one sees whether bytes come.
  const temporary = mkdtempSync(join(tmpdir(), 'cfs-electron-'));
  const child = spawn(process.execPath, [join(folder(root), 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_USE_ENV_PROXY: '1', TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  let output = '';
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  const begin = Date.now();
  let last = { bytes: 0, at: begin };
  let gaveUp = '';
  const timer = setInterval(
    () => {
      const [now, bytes] = [Date.now(), bytesIn(temporary) + bytesIn(join(folder(root), 'dist'))];
      if (bytes !== last.bytes) last = { bytes, at: now };
      if (now - last.at > limits.stall) gaveUp = `the server sent nothing for ${seconds(limits.stall)}`;
      else if (now - begin > limits.total) gaveUp = `it was not there after ${seconds(limits.total)}`;
      if (gaveUp !== '') child.kill('SIGKILL');
    },
    Math.min(500, limits.stall / 4),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  rmSync(temporary, { recursive: true, force: true });
  if (code === 0 && findElectron(root) !== null) return null;
  return gaveUp === '' ? reason(output) : gaveUp;
}
