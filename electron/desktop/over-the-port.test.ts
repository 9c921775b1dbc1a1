import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../shared/client.ts';
import { openEngine } from '../engine/engine.ts';
import { joinHosts } from '../host/join.ts';
import { built } from './test/built.ts';
import { openPage } from './test/page.ts';
import { answer, connect, startProgram, window } from './test/program.ts';
import type { Program } from './test/program.ts';
import { board, electron, person, StandInClipboardItem } from './test/stand-in.ts';

/** What the page asks of the built program, which does it with real files; and how it ends. */

let folder: string;
let client: Client;
let program: Program;

beforeAll(async () => {
  program = await startProgram();
  ({ folder, client } = program);
}, 120_000);

afterAll(() => program.remove());

describe('over the port', () => {
  it('[E30] tells what the desktop can do', async () => {
    const { capabilities } = await client.call('host.info', {});
    expect(capabilities).toMatchObject({
      pickFolder: true,
      openFile: true,
      showInSystem: true,
      dropPaths: true,
      dragOut: true,
      streams: false,
    });
  });

  it('[B400] [B402] frame and page follow what the person chose', async () => {
    expect(electron.nativeTheme.themeSource).toBe('system');
    await client.call('settings.set', { change: { theme: 'dark', density: 'compact' } });
    expect(electron.nativeTheme.themeSource).toBe('dark');
    expect(await (await answer('app://cfs/')).text()).toContain('<html data-theme="dark" data-density="compact"');
    expect(JSON.parse(readFileSync(join(folder, 'home', 'window.json'), 'utf8'))).toMatchObject({ theme: 'dark' });
    await client.call('settings.set', { change: { theme: 'system', density: 'normal' } });
  });

  it('[E31] reaches the real engine, whose disks are in children', async () => {
    expect(await client.call('pool.list', {})).toEqual([]);
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    await client.call('pool.create', { name: 'films', volumes: [{ root: disk, name: 'disk' }] });
    const source = join(folder, 'a.txt');
    writeFileSync(source, 'bytes');
    await client.call('transfer.put', { pool: 'films', sources: [source], dest: '/' });
    await vi.waitFor(() => expect(readFileSync(join(disk, 'a.txt'), 'utf8')).toBe('bytes'), { timeout: 20_000 });
    const { entries } = await client.call('folder.list', { pool: 'films', path: '/' });
    expect(entries.map((entry) => [entry.name, entry.volumes])).toEqual([['a.txt', ['disk']]]);
  });

  it('[E32] opens and shows the real file', async () => {
    await client.call('entry.open', { pool: 'films', path: '/a.txt' });
    await client.call('entry.show', { pool: 'films', path: '/a.txt' });
    expect(person.opened).toEqual([join(folder, 'disk', 'a.txt')]);
    expect(person.shown).toEqual([join(folder, 'disk', 'a.txt')]);
    person.openError = 'no program for it';
    await expect(client.call('entry.open', { pool: 'films', path: '/a.txt' })).rejects.toThrow(/no program for it/);
  });

  it('[B371] drags the real files of best copies to other programs, and nothing that was not made ready', async () => {
    const { files } = await client.call('drag.ready', { pool: 'films', paths: ['/a.txt'], id: '1' });
    expect(files).toEqual([join(folder, 'disk', 'a.txt')]);
    await expect(client.call('drag.begin', { id: '2' })).rejects.toMatchObject({ code: 'not-found' });
    expect(window().webContents.dragged).toEqual([]);
    await client.call('drag.begin', { id: '1' });
    const [item] = window().webContents.dragged;
    expect(item).toMatchObject({ file: files[0], files });
    // The picture at the pointer is a real one: macOS refuses the drag without.
    expect(readFileSync(String(item?.icon)).subarray(1, 4).toString()).toBe('PNG');
    // Another page of the same program has nothing of it.
    const other = await connect(openPage(built.preload, { url: 'app://cfs/' }));
    await expect(other.call('drag.begin', { id: '1' })).rejects.toMatchObject({ code: 'not-found' });
    other.close();
    await expect(client.call('drag.ready', { pool: 'films', paths: ['/gone'], id: '3' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('[E33] refuses a name that the system would change', async (context) => {
    if (process.platform !== 'linux') context.skip('only on Linux a name may be any bytes');
    const odd = Buffer.concat([Buffer.from(join(folder, 'disk', 'caf')), Buffer.from([0xe9])]);
    writeFileSync(odd, 'odd');
    const path = '/caf\udce9';
    await expect(client.call('entry.open', { pool: 'films', path })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(client.call('entry.show', { pool: 'films', path })).rejects.toMatchObject({ code: 'unsupported' });
    expect(person.shown.length).toBe(1);
  });

  it('[T172] asks before a program is opened, whatever it looks like', async () => {
    person.openError = '';
    const opened = person.opened.length;
    for (const [name, mode] of [
      ['photo.jpg.sh', 0o644],
      ['tool', 0o755],
    ] as const) {
      writeFileSync(join(folder, 'disk', name), '#!/bin/sh\n', { mode });
      const refused = client.call('entry.open', { pool: 'films', path: `/${name}` });
      await expect(refused).rejects.toMatchObject({ code: 'refused', data: { runs: expect.any(String) as string } });
    }
    expect(person.opened.length).toBe(opened);
    await client.call('entry.open', { pool: 'films', path: '/tool', confirmed: true });
    expect(person.opened.slice(opened)).toEqual([join(folder, 'disk', 'tool')]);
  });

  it('[T173] copies real files to the clipboard of the system, and knows its own when they are pasted', async (context) => {
    if (process.platform !== 'linux') context.skip('looks at what desktops of Linux read');
    const name = 'odd name & 100 %.txt';
    writeFileSync(join(folder, 'disk', name), 'x');
    const clip = { pool: 'films', verb: 'move' as const, paths: ['/a.txt', `/${name}`] };
    expect(await client.call('clipboard.write', clip)).toEqual({ written: 2, left: [] });
    const formats = board.items[0]?.parts ?? {};
    const part = async (format: string): Promise<string> => new Response(formats[format]).text();
    const nautilus = await part('electron application/osclipboard;format="x-special/gnome-copied-files"');
    // Other programs copy, also what was cut: they know nothing of other copies and of the trash.
    const address = pathToFileURL(join(folder, 'disk', 'a.txt')).href;
    expect(nautilus.split('\n').slice(0, 2)).toEqual(['copy', address]);
    expect(await part('text/plain')).toContain(join(folder, 'disk', name));
    expect((await client.call('clipboard.read', {})).own).toMatchObject({ verb: 'move', paths: clip.paths });

    // Another program puts files there.
    const list = new Blob([`${pathToFileURL(join(folder, 'a.txt')).href}\r\n`]);
    board.items = [new StandInClipboardItem({ 'text/uri-list': list })];
    expect(await client.call('clipboard.read', {})).toEqual({ own: null, files: [join(folder, 'a.txt')] });
    await client.call('clipboard.clear', {});
    expect(board.items.length).toBe(1);
    board.items = [new StandInClipboardItem({ 'text/plain': 'only words' })];
    expect(await client.call('clipboard.read', {})).toEqual({ own: null, files: [] });
  });

  it('[T174] a folder on several volumes is no file that another program could take whole', async () => {
    const other = join(folder, 'other');
    mkdirSync(join(other, 'both'), { recursive: true });
    mkdirSync(join(folder, 'disk', 'both'));
    mkdirSync(join(folder, 'disk', 'one'));
    await client.call('volume.add', { pool: 'films', root: other, name: 'other' });
    const answer = await client.call('clipboard.write', { pool: 'films', verb: 'copy', paths: ['/both', '/one'] });
    expect(answer).toEqual({ written: 1, left: ['/both'] });
  });

  it('[T175] the menu of the system shows the commands of the window, and tells which was chosen', async () => {
    const chosen = new Promise((resolve) => client.on('menu.chosen', resolve));
    const commands = [
      { id: 'file.rename', title: 'Rename…', group: 'file', keys: 'F2' },
      { id: 'edit.copy', title: 'Copy', group: 'edit', keys: 'Mod+C' },
      { id: 'edit.undo', title: 'Undo: Rename "a" & "b"', group: 'edit', keys: 'Mod+Z' },
    ];
    await client.call('menu.show', { commands });
    const menu = electron.menus.at(-1) as { label?: string; submenu?: { label?: string; click?: () => void }[] }[];
    const items = (label: string) => menu.find((one) => one.label === label)?.submenu ?? [];
    const rename = items('File').find(({ label }) => label === 'Rename…');
    expect(rename).toMatchObject({ accelerator: 'F2', registerAccelerator: false });
    expect(items('Edit')[0]).toMatchObject({ label: 'Undo: Rename "a" && "b"', accelerator: 'CommandOrControl+Z' });
    // Cut, copy and paste stay roles: fields keep them.
    expect(items('Edit').filter((item) => 'role' in item)).toEqual([
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
    ]);
    rename?.click?.();
    expect(await chosen).toEqual({ id: 'file.rename' });
  });

  it('[E34] lets a person choose a folder, or none', async () => {
    expect(await client.call('host.pickFolder', { title: 'Add a folder' })).toEqual({ path: null });
    person.folder = folder;
    expect(await client.call('host.pickFolder', { title: 'Add a folder' })).toEqual({ path: folder });
  });

  it('[B391] the task bar has the figure of the window, the computer stays awake, and what failed is told', async () => {
    const last = (): string => window().bars.at(-1) ?? '';
    const film = join(folder, 'film');
    writeFileSync(film, Buffer.alloc(4_000_000, 1));
    const { jobId } = await client.call('transfer.put', { pool: 'films', sources: [film], dest: '/' });
    await client.call('job.limit', { id: jobId, bytesPerSecond: 400_000 });
    await vi.waitFor(() => expect(last()).toMatch(/^0\.\d+ normal$/), { timeout: 20_000 });
    expect(electron.awake.size).toBe(1);
    await client.call('job.pause', { id: jobId });
    await vi.waitFor(() => expect(last()).toMatch(/ paused$/));
    expect(electron.awake.size).toBe(0);
    await client.call('job.cancel', { id: jobId });
    await vi.waitFor(() => expect(last()).toBe('-1 none'), { timeout: 20_000 });
    expect(electron.awake.size).toBe(0);
    // What the person ended needs no notice; what failed does, once, when the window is not looked at.
    expect(electron.notices).toEqual([]);
    const sources = [join(folder, 'none')];
    window().focused = true;
    const two = { pool: 'films', sources: [...sources, join(folder, 'nothing')], dest: '/' };
    const seen = await client.call('transfer.put', two);
    const state = async (id: string) => (await client.call('job.list', {})).find((job) => job.id === id)?.state;
    await vi.waitFor(async () => expect(await state(seen.jobId)).toBe('failed'));
    window().focused = false;
    const asked: unknown[] = [];
    client.on('host.show', (payload) => asked.push(payload));
    await client.call('transfer.put', { pool: 'films', sources, dest: '/' });
    await vi.waitFor(() => expect(electron.notices.map(({ body }) => body)).toEqual(['0 files done, 1 failed']));
    window().calls.length = 0;
    electron.notices[0]?.emit('click');
    expect(window().calls).toEqual(['restore', 'show', 'focus']);
    await vi.waitFor(() => expect(asked).toEqual([expect.objectContaining({ screen: 'activity' })]));
  }, 60_000);

  it('[H100] commands find the window and its jobs', async () => {
    const joined = await joinHosts(join(folder, 'home'));
    expect(joined.hosts.map(({ kind, pid }) => [kind, pid])).toEqual([['window', process.pid]]);
    const jobs = await joined.hosts[0]?.client.call('job.list', {});
    expect(jobs).toEqual(await client.call('job.list', {}));
    joined.close();
  });

  it('[E35] ends a client whose page is gone, and serves the next', async () => {
    const other = openPage(built.preload, { url: 'app://cfs/' });
    const second = await connect(other);
    expect((await second.call('pool.list', {})).map((pool) => pool.name)).toEqual(['films']);
    second.close();
    await expect(second.call('pool.list', {})).rejects.toMatchObject({ code: 'disconnected' });
    expect((await client.call('pool.list', {})).length).toBe(1);
  });
});

describe('the end', () => {
  it('[E40] asks while work runs, and goes on when that is the answer', async () => {
    const big = join(folder, 'big');
    writeFileSync(big, Buffer.alloc(64 * 1024 * 1024, 1));
    const { jobId } = await client.call('transfer.put', { pool: 'films', sources: [big], dest: '/' });
    await client.call('job.pause', { id: jobId });
    person.button = 0;
    window().close();
    await vi.waitFor(() => expect(person.asked.length).toBe(1));
    expect(person.asked[0]).toMatch(/^Still working/);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(window().closed).toBe(false);
    expect(electron.app.ended).toBe(false);
    await client.call('job.cancel', { id: jobId });
    await vi.waitFor(
      async () => {
        const jobs = await client.call('job.list', {});
        expect(jobs.find((job) => job.id === jobId)?.state).toMatch(/cancelled|done/);
      },
      { timeout: 20_000 },
    );
  });

  it('[E41] [E101] finishes the files under way, then closes the engine, the window and the program', async () => {
    const source = join(folder, 'several');
    mkdirSync(source);
    for (let index = 0; index < 200; index += 1) {
      writeFileSync(join(source, `file${index}`), Buffer.alloc(1024 * 1024, index));
    }
    const { jobId } = await client.call('transfer.put', { pool: 'films', sources: [source], dest: '/' });
    await client.call('job.limit', { id: jobId, bytesPerSecond: 4 * 1024 * 1024 });
    await vi.waitFor(
      async () => {
        const jobs = await client.call('job.list', {});
        expect(jobs.find((job) => job.id === jobId)?.bytesDone).toBeGreaterThan(0);
      },
      { timeout: 20_000 },
    );
    person.button = 1;
    window().close();
    await vi.waitFor(() => expect(electron.app.ended).toBe(true), { timeout: 40_000 });
    expect(person.asked.length).toBe(2);
    expect(person.buttons).toEqual(['Keep working', 'Stop after this file and quit', 'Stop now and quit']);
    expect(window().closed).toBe(true);
    await expect(client.call('pool.list', {})).rejects.toThrow();

    const copied = join(folder, 'disk', 'several');
    const names = existsSync(copied) ? readdirSync(copied) : [];
    expect(names.length).toBeLessThan(200);
    expect(names.filter((name) => !/^file\d+$/.test(name))).toEqual([]);
    for (const name of names) {
      expect(readFileSync(join(copied, name)).equals(readFileSync(join(source, name)))).toBe(true);
    }
    const engine = await openEngine({ home: join(folder, 'home') });
    expect(engine.jobs.list()).toMatchObject([{ id: jobId, state: 'interrupted', canRestart: true }]);
    await engine.close();
  });
});
