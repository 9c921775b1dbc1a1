/**
 * Entry of the child process that keeps the catalogs of a host (its own bundle, decision 0015): the writers of all pools
 * in this thread, questions and disks in threads of their own. Runs under child_process.fork as well as Electron's
 * utilityProcess.
 */
import { setPriority } from 'node:os';
import { asAppError, fail, toWire } from '../../../shared/errors.ts';
import type { FromChild, ToChild } from './child-protocol.ts';
import type { PassTimes } from './device-protocol.ts';
import { WorkMeter } from '../spare-memory.ts';
import { openKeeper } from './service.ts';
import type { Keeper } from './service.ts';
import { openDeviceThreads, openReadThreads } from './threads.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const times: PassTimes = {
  liveMs: 30 * 60_000,
  polledMs: 60_000,
  allMs: 6 * 3_600_000,
  firstAllMs: 20_000,
};
const tickMs = 1_000;

const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
const send = (message: FromChild): void => {
  if (parentPort !== undefined) parentPort.postMessage(message);
  // An error means that the parent is gone: `disconnect` tells that.
  else if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

const keepers = new Map<string, Keeper>();
let lastKey = 0;
// Before this process takes less of the machine than others: its threads have what it has when they are started.
const readThreads = openReadThreads();
const read = new WorkMeter();
const deviceThreads = openDeviceThreads({
  message: (message) => {
    if (message.t === 'batch') read.add(message.batch.byteLength);
    else if (message.t === 'passed') read.end();
    keeperOf(message.key)?.message(message);
  },
  hung: (keys, isHung) => {
    for (const key of keys) keeperOf(key)?.hung(key, isHung);
  },
  ended: (keys, error) => {
    process.stderr.write(`cfs catalog: a thread ended: ${error.stack ?? error.message}\n`);
    for (const key of keys) keeperOf(key)?.ended(key);
  },
});

const keeperOf = (key: number): Keeper | undefined => [...keepers.values()].find((keeper) => keeper.has(key));

function followPools(pools: Extract<ToChild, { readonly t: 'pools' }>['pools']): void {
  for (const [id, keeper] of keepers) {
    if (pools.some((pool) => pool.id === id)) continue;
    keeper.close();
    keepers.delete(id);
  }
  for (const pool of pools) {
    const keeper = keepers.get(pool.id);
    if (keeper !== undefined) {
      keeper.follow(pool);
      continue;
    }
    const { id } = pool;
    const made = openKeeper(pool, {
      threads: deviceThreads,
      newKey: () => (lastKey += 1),
      forget: (path) => readThreads.forget(path),
      changed: (status) => send({ t: 'changed', pool: id, status }),
      times: { ...times, ...pool.times },
    });
    keepers.set(id, made);
  }
}

function need(pool: string): Keeper {
  const keeper = keepers.get(pool);
  if (keeper === undefined) throw fail('not-found', 'Asking the catalog', 'its pool is not open', 'open it');
  return keeper;
}

function answer(id: number, work: () => unknown): void {
  try {
    send({ t: 'reply', id, ok: true, value: work() });
  } catch (thrown) {
    send({ t: 'reply', id, ok: false, error: toWire(asAppError(thrown)) });
  }
}

function receive(message: ToChild): void {
  switch (message.t) {
    case 'pools':
      followPools(message.pools);
      break;
    case 'touched':
      keepers.get(message.pool)?.touched(message.folders);
      break;
    case 'acting':
      keepers.get(message.pool)?.acting(message.untilMs);
      break;
    case 'busy':
      deviceThreads.setBusy(message.busy);
      break;
    case 'read':
      readThreads.ask(message.id, message.path, message.name, message.input, (reply) => send({ t: 'reply', ...reply }));
      break;
    case 'cancel':
      readThreads.cancel(message.id);
      break;
    case 'status':
      answer(message.id, () => need(message.pool).status());
      break;
    case 'look':
      answer(message.id, () => need(message.pool).look());
      break;
    case 'rebuild':
      answer(message.id, () => need(message.pool).rebuild());
      break;
    case 'confirm':
      answer(message.id, () => need(message.pool).confirm(message.volume));
      break;
  }
}

/** The catalogs are left whole, so that the next one begins where this one ends. */
function end(): void {
  for (const keeper of keepers.values()) keeper.close();
  process.kill(process.pid, 'SIGKILL');
}

setInterval(() => {
  for (const keeper of keepers.values()) keeper.tick();
}, tickMs);

try {
  setPriority(5);
} catch {
  // It goes on as it is.
}

if (parentPort === undefined) {
  process.on('message', (message) => receive(message as ToChild));
  process.on('disconnect', end);
} else {
  parentPort.on('message', (event) => receive(event.data as ToChild));
}
