import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { joinHosts } from './join.ts';
import type { Joined } from './join.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { readRecords } from './local-place.ts';
import type { HostKind, HostOwner } from './local-place.ts';
import { listenLocally } from './local-socket.ts';
import type { LocalHost } from './local-socket.ts';
import { createTestEngine, jobOf } from './test-engine.ts';
import type { TestEngine } from './test-engine.ts';

let base: string;
let home: string;
let test: TestEngine;
let open: (LocalHost | Joined)[];
let faults: AppError[];
const owner: HostOwner = { host: 'h', boot: 'b', pid: process.pid, start: '1' };

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-local-'));
  home = join(base, 'home');
  mkdirSync(home, { mode: 0o700 });
  test = createTestEngine();
  open = [];
  faults = [];
});
afterEach(async () => {
  for (const one of open) await one.close();
  rmSync(base, { recursive: true, force: true });
});

async function listenAs(
  kind: HostKind,
  own = owner,
  isGone: (owner: HostOwner) => boolean = () => false,
): Promise<LocalHost> {
  const info = { version: '1', platform: 'linux', home, capabilities: {} as never } as const;
  const host = await listenLocally({
    home,
    kind,
    owner: own,
    isGone,
    handlers: createHandlers(test.engine, { info }),
    events: engineEvents(test.engine),
    onFault: (error) => faults.push(error),
  });
  open.push(host);
  return host;
}

async function joined(patienceMs?: number): Promise<Joined> {
  const all = await joinHosts(home, patienceMs);
  open.push(all);
  return all;
}

const posix = process.platform !== 'win32';

it('[H100] a command finds every host of its home, of no other, and sees and steers their jobs', async () => {
  await listenAs('server', { ...owner, pid: 41 });
  await listenAs('window', { ...owner, pid: 42 });
  const { hosts, silent } = await joined();
  expect(hosts.map(({ kind, pid }) => [kind, pid])).toEqual([
    ['server', 41],
    ['window', 42],
  ]);
  expect(silent).toEqual([]);
  const client = hosts[1]?.client;
  expect(await client?.call('job.list', {})).toEqual([jobOf('job1')]);
  await client?.call('job.pause', { id: 'job1' });
  expect(test.calls).toContainEqual(['pause', 'job1']);
  const changed = new Promise((resolve) => client?.on('job.changed', resolve));
  test.emit('jobChanged', jobOf('job1'));
  expect(await changed).toEqual({ job: jobOf('job1') });
  mkdirSync(join(base, 'other'));
  expect((await joinHosts(join(base, 'other'))).hosts).toEqual([]);
});

it('[H101] nothing is offered that reads or changes files, and nothing wrong ends the host', async () => {
  const host = await listenAs('server');
  const { hosts } = await joined();
  const client = hosts[0]?.client;
  for (const call of [
    client?.call('folder.list', { pool: 'Home', path: '/' }),
    client?.call('entry.remove', { pool: 'Home', paths: ['/a'] }),
    client?.call('upload.begin', { pool: 'Home', dest: '/', files: 1, bytes: 1 }),
    client?.call('transfer.put', { pool: 'Home', sources: ['/etc/passwd'], dest: '/' }),
    client?.call('host.folders', { path: '/' }),
  ])
    await expect(call).rejects.toMatchObject({ code: 'unsupported' });
  expect(test.calls).toEqual([]);

  const raw = async (bytes: string): Promise<void> => {
    const socket: Socket = connect({ path: host.address ?? '' });
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(bytes);
    await ended;
  };
  await raw('this is no frame\n');
  await raw('x'.repeat(2 * 1024 * 1024));
  expect(await client?.call('job.list', {})).toEqual([jobOf('job1')]);
});

it.runIf(posix)('[H102] folder, record and socket are open to this user alone; a loose folder is refused', async () => {
  const host = await listenAs('server');
  const run = join(home, 'run');
  expect(lstatSync(run).mode & 0o777).toBe(0o700);
  expect(lstatSync(host.address ?? '').isSocket()).toBe(true);
  for (const { file } of readRecords(run)) expect(lstatSync(file).mode & 0o777).toBe(0o600);
  chmodSync(run, 0o755);
  await expect(joinHosts(home)).rejects.toMatchObject({ code: 'refused' });
  chmodSync(run, 0o700);
});

it.runIf(posix)(
  '[H102] a link in the place of the folder is not followed, and the host starts all the same',
  async () => {
    const elsewhere = join(base, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o777 });
    symlinkSync(elsewhere, join(home, 'run'));
    const host = await listenAs('server');
    expect(host.address).toBeNull();
    expect(faults).toMatchObject([{ code: 'refused' }]);
    expect(readdirSync(elsewhere)).toEqual([]);
  },
);

it.runIf(posix)('[H103] a home whose path is too long for a socket has it elsewhere, closed to others', async () => {
  home = join(home, 'n'.repeat(120));
  mkdirSync(home);
  vi.stubEnv('XDG_RUNTIME_DIR', base);
  const host = await listenAs('window');
  vi.unstubAllEnvs();
  const address = host.address ?? '';
  expect(address.startsWith(join(base, 'cfs-'))).toBe(true);
  expect(lstatSync(join(address, '..')).mode & 0o777).toBe(0o700);
  expect((await joined()).hosts.length).toBe(1);
  await host.close();
  expect(existsSync(join(address, '..'))).toBe(false);
});

it.runIf(posix)('[H104] what dead hosts left is passed over and removed by the next; the living stay', async () => {
  const dead = await listenAs('server', { ...owner, pid: 41 });
  // Killed: its socket closes without the clean end.
  const run = join(home, 'run');
  const [record] = readRecords(run);
  const kept = { file: record?.file ?? '', text: JSON.stringify({ version: 1, ...record }) };
  await dead.close();
  const left = createServer();
  await new Promise<void>((resolve) => left.listen(dead.address, resolve));
  // A name that stays behind, as after SIGKILL, is made by a link: Node removes its own at close.
  linkSync(dead.address ?? '', `${dead.address ?? ''}-`);
  await new Promise((resolve) => left.close(resolve));
  linkSync(`${dead.address ?? ''}-`, dead.address ?? '');
  rmSync(`${dead.address ?? ''}-`);
  writeFileSync(kept.file, kept.text);
  writeFileSync(join(run, 'server-1-aaaaaa.json'), 'no record');

  expect(await joined()).toMatchObject({ hosts: [], silent: [] });
  await listenAs('window', { ...owner, pid: 42 }, ({ pid }) => pid === 41);
  await listenAs('command', { ...owner, pid: 43 }, ({ pid }) => pid === 41);
  expect(existsSync(dead.address ?? '')).toBe(false);
  expect(readRecords(run).map(({ kind }) => kind)).toEqual(['window', 'command']);
  expect((await joined()).hosts.length).toBe(2);
});

it('[H104] a clean end leaves nothing, also while a command is connected', async () => {
  const host = await listenAs('server');
  const { hosts } = await joined();
  const told = new Promise((resolve) => hosts[0]?.client.onClose(resolve));
  await host.close();
  expect(await told).toMatchObject({ code: 'disconnected' });
  expect(readdirSync(join(home, 'run'))).toEqual([]);
});

it('[H104] a client that was stopped does not hold up the end', async () => {
  const host = await listenAs('server');
  const stopped = connect({ path: host.address ?? '', allowHalfOpen: true });
  stopped.on('error', () => undefined);
  await new Promise<void>((resolve) => stopped.once('connect', () => resolve()));
  await host.close();
  stopped.destroy();
  expect(readdirSync(join(home, 'run'))).toEqual([]);
});

it.runIf(posix)('[H105] a host that does not answer is told by name within seconds; the others answer', async () => {
  await listenAs('window', { ...owner, pid: 42 });
  const mute = createServer();
  const address = join(base, 'mute');
  await new Promise<void>((resolve) => mute.listen(address, resolve));
  const record = { version: 1, kind: 'server', owner: { ...owner, pid: 41 }, address };
  writeFileSync(join(home, 'run', 'server-41-aaaaaa.json'), JSON.stringify(record));
  const { hosts, silent } = await joined(300);
  mute.close();
  expect(hosts.map(({ pid }) => pid)).toEqual([42]);
  expect(silent).toMatchObject([{ code: 'timeout' }]);
  expect(silent[0]?.message).toContain('server (pid 41)');
});
