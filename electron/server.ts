import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { asAppError, fail } from '../shared/errors.ts';
import type { AppError } from '../shared/errors.ts';
import type { HostInfo } from '../shared/model.ts';
import { errorLine } from './cli/context.ts';
import type { ServeOptions } from './cli/context.ts';
import { exitCodeOf, exitDone } from './cli/exit.ts';
import { openEngine } from './engine/engine.ts';
import type { Engine } from './engine/api.ts';
import { ownProcess, isGone } from './engine/volume/parts.ts';
import { writeDurably } from './engine/volume/write-durably.ts';
import { forkChild } from './host/child.ts';
import { atTerminal, endSignals, stopQuestion } from './host/end-signals.ts';
import { keepHours } from './host/hours.ts';
import { openHttpHost } from './host/http.ts';
import { openKeptPictures } from './host/kept-pictures.ts';
import { openNeighbours } from './host/neighbours.ts';
import { openBrowser } from './host/open-browser.ts';
import type { BrowserFile } from './host/open-browser.ts';
import { openWindowSettings } from './host/settings.ts';
import { shareJobs } from './host/share-jobs.ts';
import { windowFiles } from './host/static.ts';
import type { WindowFiles } from './host/static.ts';
import { followUnits } from './host/units.ts';

/** Composition root of the headless host: the engine in this process, its disks and its watch in children. */

const here = dirname(fileURLToPath(import.meta.url));
/** Run as it stands in the repository, not built. */
const fromSource = import.meta.url.endsWith('.ts');

/** ms that ending may take before the program ends anyway (a disk may hang). */
const endMs = 4_000;

/** More that a developing root gives: another source of the window's files. */
export interface ServeExtras {
  readonly window?: WindowFiles;
}

/**
 * Serves the window to browsers of this computer until `options.signal` fires. `ready` gets the address that lets one
 * tab in.
 * @throws AppError `refused` (not loopback), `busy` (port in use), `not-found` (the window is not built)
 */
export async function serve(
  options: ServeOptions,
  ready: (address: string) => void,
  extras: ServeExtras = {},
): Promise<void> {
  const window =
    extras.window ?? windowFiles(fromSource ? join(here, '..', 'out', 'renderer') : join(here, '..', 'renderer'));
  const onFault = await faultLog();
  const engine = await openEngine({
    as: 'server',
    spawnLane: () => forkChild(childProgram('volume', 'lane-child')),
    spawnWatch: () => forkChild(childProgram('watch', 'watch-child')),
    spawnCatalog: () => forkChild(childProgram('catalog', 'child', 'catalog-child')),
    spawnDesk: () => new Worker(childProgram('rebalance', 'desk-thread', 'plan-desk-thread')),
  });
  try {
    await serveEngine(engine, options, ready, window, onFault);
  } finally {
    await within(endMs, engine.close({ keepJobs: true }));
  }
}

async function serveEngine(
  engine: Engine,
  options: ServeOptions,
  ready: (address: string) => void,
  window: WindowFiles,
  onFault: (error: AppError, what: string) => void,
): Promise<void> {
  const info = { version: packageVersion(), platform: platform(), home: engine.home };
  const neighbours = openNeighbours(engine.home, ownProcess());
  const { host: address, port } = options;
  const settings = openWindowSettings(engine.home, writeDurably);
  followUnits(settings);
  const pictures = openKeptPictures(engine.home, settings);
  const services = { neighbours, settings, pictures };
  const host = await openHttpHost({ engine, info, host: address, port, window, ...services, onFault });
  // Commands may join a moment later than browsers: nothing waits for it.
  const local = shareJobs(engine, 'server', info.version, { owner: ownProcess(), isGone, onFault });
  options.guard?.(() => stopQuestion(engine.jobs.list()));
  let file: BrowserFile | null = null;
  let hours: ReturnType<typeof keepHours> | null = null;
  try {
    ready(host.issueAddress());
    // All pools are open from now on, also while nobody looks: their catalogs follow what changes.
    hours = keepHours(engine);
    if (options.open) {
      file = await openBrowser(engine.home, host.issueAddress()).catch((thrown: unknown) => {
        // The address is printed; a missing browser is no reason to end.
        process.stderr.write(errorLine(asAppError(thrown), false));
        return null;
      });
    }
    await fired(options.signal);
  } finally {
    hours?.close();
    await file?.remove();
    neighbours.close();
    await within(
      endMs,
      Promise.all([host.close(), local.then((socket) => socket.close())]).then(() => undefined),
    );
  }
}

/** A child's bundle beside this one, or its source. */
function childProgram(folder: string, name: string, bundle = name): string {
  return fromSource ? join(here, 'engine', folder, `${name}.ts`) : join(here, `${bundle}.js`);
}

function platform(): HostInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}

/** package.json lies above `electron/` and above `out/main/`. */
function packageVersion(): string {
  const file = [join(here, '..', 'package.json'), join(here, '..', '..', 'package.json')].find(existsSync);
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** CFS_LOG=warn (or another level of pino) tells of CFS's own faults on standard error. */
async function faultLog(): Promise<(error: AppError, what: string) => void> {
  const level = process.env['CFS_LOG'];
  if (level === undefined || level === '') return () => undefined;
  const { pino } = await import('pino');
  const log = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  return (error, what) => log.error({ what, err: error.cause ?? error }, error.message);
}

function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Waits for the work, but not longer. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const timer = Promise.withResolvers<undefined>();
  const handle = setTimeout(() => timer.resolve(undefined), ms);
  await Promise.race([work, timer.promise]).finally(() => clearTimeout(handle));
}

/** `node out/main/server.js --port 0 [--host H] [--open]`: prints one line with the address; ends with a signal. */
async function runProgram(args: readonly string[]): Promise<number> {
  const { signal, guard } = endSignals(process, atTerminal());
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    await serve({ ...readArguments(args), signal, guard }, (address) => process.stdout.write(`${address}\n`));
    return exitDone;
  } catch (thrown) {
    const error = asAppError(thrown);
    process.stderr.write(errorLine(error, false));
    return exitCodeOf(error.code);
  }
}

/** @throws AppError `invalid` */
function readArguments(args: readonly string[]): Omit<ServeOptions, 'signal' | 'guard'> {
  const usage = 'use --port NUMBER, --host ADDRESS, --open';
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        open: { type: 'boolean', default: false },
      },
    });
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) throw fail('invalid', 'Starting the host', `"${values.port}" is no port`, usage);
    return { port, host: values.host, open: values.open };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw fail('invalid', 'Starting the host', thrown.message, usage, { cause: thrown });
  }
}

/** The file that Node was started with; empty when it is none. */
function entryProgram(): string {
  const [, file] = process.argv;
  return file !== undefined && existsSync(file) ? realpathSync(file) : '';
}

const program = entryProgram();
if (dirname(program) === here && /[/\\]server\.[jt]s$/.test(program)) {
  // Ends although a disk that hangs may still hold a handle.
  process.exit(await runProgram(process.argv.slice(2)));
}
