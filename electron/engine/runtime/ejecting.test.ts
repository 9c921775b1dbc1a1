import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import type { Mounted } from '../volume/mount-fixture.ts';
import type { Mount } from '../volume/mounts.ts';
import { ejectable } from '../volume/unmount.ts';

const failureOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('it was to be refused'),
    (thrown: unknown) => asAppError(thrown),
  );

describe('what can be ejected', () => {
  const mount = (target: string, more: Partial<Mount> = {}): Mount => ({
    ...{ device: '8:17', subtree: '/', target, filesystem: 'ext4', source: '/dev/sdb1', readOnly: false },
    ...more,
  });
  const mounts = [
    mount('/'),
    mount('/home'),
    mount('/media/me/usb'),
    mount('/mnt/nas', { filesystem: 'nfs4', source: 'nas:/films' }),
    mount('/mnt/ram', { filesystem: 'tmpfs', source: 'tmpfs' }),
    mount('/mnt/bound', { subtree: '/some/folder' }),
    mount('/mnt/state'),
  ];
  const why = (root: string, platform: NodeJS.Platform = 'linux'): string => {
    const found = ejectable(root, '/mnt/state/cfs', mounts, platform);
    return 'why' in found ? found.why : '';
  };

  it('[B453] a disk or a server that a person connected can, with a folder of it as the volume, too', () => {
    for (const root of ['/media/me/usb', '/media/me/usb/pool', '/mnt/nas']) expect(why(root)).toBe('');
    expect(why('/Volumes/Card/pool', 'darwin')).toBe('');
  });

  it('[B453] what the system or CFS itself needs, memory, and folders of other disks cannot, each with its reason', () => {
    expect(why('/srv/pool')).toContain('system disk');
    expect(why('/home/me/pool')).toContain('the system itself uses the disk at /home');
    expect(why('/mnt/ram')).toContain('in memory');
    expect(why('/mnt/bound')).toContain('folder of another disk');
    expect(why('/mnt/state/pool')).toContain('CFS keeps its own state');
    expect(why('/Users/me/pool', 'darwin')).toContain('system disk');
    expect(why('C:/pool', 'win32')).toContain('its own menu');
  });
});

const cannot = whyNotMounted('ext4');
describe.skipIf(cannot !== null)(`a disk that is ejected${cannot === null ? '' : ` (${cannot})`}`, () => {
  let base: string;
  let disk: Mounted;
  let engine: Engine;
  let pool: Pool;
  const usb = async (): Promise<VolumeInfo | undefined> =>
    (await pool.info()).volumes.find(({ name }) => name === 'usb');

  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'cfs-eject-'));
    disk = mountNew('ext4');
    engine = await openEngine({ home: join(base, 'home') });
    mkdirSync(join(base, 'disk1'));
    const volumes = [
      { root: disk.path, name: 'usb' },
      { root: join(base, 'disk1'), name: 'disk1' },
    ];
    pool = await engine.createPool({ name: 'Home', policy: 'first-fit', volumes, reserve: 0 });
  });
  afterEach(async () => {
    await engine.close();
    disk.unmount();
    rmSync(base, { recursive: true, force: true });
  });

  it('[B453] is refused while a job works on it, by its name; then it is unmounted, away, and comes back', async () => {
    writeFileSync(join(base, 'film.mkv'), Buffer.alloc(3_000_000, 'film'));
    const job = await pool.put([join(base, 'film.mkv')], parsePath('/'), { limit: 1_000_000 });
    const refused = await failureOf(pool.ejectVolume('usb'));
    expect(refused.code).toBe('busy');
    expect(refused.message).toContain(job.snapshot().title);
    engine.jobs.limit(job.id, null);
    expect((await job.ended).state).toBe('done');
    expect(readFileSync(join(disk.path, 'film.mkv')).length).toBe(3_000_000);

    // Somebody looks at a file meanwhile: what CFS has open itself is closed.
    const reading = pool.read(parsePath('/film.mkv'))[Symbol.asyncIterator]();
    expect((await reading.next()).done).not.toBe(true);
    expect((await usb())?.notEjected).toBe('');
    expect(await pool.ejectVolume('usb')).toEqual(['usb']);
    expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain(disk.path);
    expect((await failureOf(reading.next())).code).toBe('offline');
    expect(await usb()).toMatchObject({ state: 'offline', notEjected: 'it is not connected' });
    expect((await failureOf(pool.ejectVolume('usb'))).code).toBe('offline');

    disk.remount();
    expect(await usb()).toMatchObject({ state: 'online', notEjected: '' });
    expect((await pool.stat(parsePath('/film.mkv'))).volumes).toEqual(['usb']);
  });

  it('[B453] is refused while a job of another pool copies to a folder of it, also when that is paused', async () => {
    mkdirSync(join(base, 'disk3'));
    writeFileSync(join(base, 'disk3', 'film.mkv'), Buffer.alloc(3_000_000, 'film'));
    const other = await engine.createPool({ name: 'Other', volumes: [{ root: join(base, 'disk3'), name: 'disk3' }] });
    const job = await other.get([parsePath('/film.mkv')], disk.path, { limit: 1_000_000 });
    await expect.poll(() => job.snapshot().lanes, { timeout: 20_000 }).toContain(disk.path);
    engine.jobs.pause(job.id);
    const refused = await failureOf(pool.ejectVolume('usb'));
    expect(refused).toMatchObject({ code: 'busy', data: { job: job.id } });
    engine.jobs.limit(job.id, null);
    engine.jobs.resume(job.id);
    expect((await job.ended).state).toBe('done');
    expect(await pool.ejectVolume('usb')).toEqual(['usb']);
  });

  it('[B453] is not told to be away when the system only says so', async () => {
    const [tools, path] = [join(base, 'tools'), process.env['PATH']];
    mkdirSync(tools);
    for (const name of ['umount', 'udisksctl', 'gio', 'fusermount3']) {
      writeFileSync(join(tools, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    }
    process.env['PATH'] = `${tools}:${path ?? ''}`;
    try {
      const refused = await failureOf(pool.ejectVolume('usb'));
      expect(refused.code).toBe('io');
      expect(refused.message).toContain(`it is mounted at ${disk.path} still`);
      expect(await usb()).toMatchObject({ state: 'online', notEjected: '' });
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('[B453] is refused when another program uses it, by its name, and all is as before', async () => {
    writeFileSync(join(disk.path, 'film.mkv'), 'film');
    // No child of this process: its shell has ended.
    const pid = execFileSync('sh', ['-c', 'cd "$0" && { sleep 60 >/dev/null 2>&1 & echo $!; }', disk.path], {
      encoding: 'utf8',
    });
    try {
      const refused = await failureOf(pool.ejectVolume('usb'));
      expect(refused.code).toBe('busy');
      expect(refused.message).toMatch(/in use by .*sleep \(process \d+\)/);
      expect(await usb()).toMatchObject({ state: 'online', notEjected: '' });
      expect((await pool.stat(parsePath('/film.mkv'))).size).toBe(4);
      expect((await failureOf(pool.ejectVolume('disk1'))).code).toBe('unsupported');
    } finally {
      process.kill(Number(pid));
    }
  });
});
