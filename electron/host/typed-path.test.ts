import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fail } from '../../shared/errors.ts';
import type { Entry, PoolInfo } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Engine } from '../engine/api.ts';
import { ClientScope } from './client-scope.ts';
import { createPlaces } from './places.ts';
import { entryOf, poolInfo, volumeInfo } from './test-engine.ts';
import { asPoolPath, asRealPlace, cleaned, matching } from './typed-path.ts';

const linux = { platform: 'linux', home: '/home/ann' } as const;
const windows = { platform: 'win32', home: 'C:\\Users\\ann' } as const;
const at = (text: string) => text as PoolPath;

const poolOf = (id: string, roots: Readonly<Record<string, string>>): PoolInfo => ({
  ...poolInfo,
  id,
  name: id,
  volumes: Object.entries(roots).map(([name, root]) => ({ ...volumeInfo, id: name, name, root })),
});

test('[B322] what comes along when a path is pasted is left out, and nothing else', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['/photos/a.jpg', '/photos/a.jpg'],
    ['  /photos', '/photos'],
    ['"/mnt/disk 3/x"', '/mnt/disk 3/x'],
    ["'/mnt/disk3/x'\n", '/mnt/disk3/x'],
    ['file:///mnt/disk%203/caf%E9', '/mnt/disk 3/caf\udce9'],
    ['file://localhost/mnt/a', '/mnt/a'],
    ['~/x', '/home/ann/x'],
    ['~', '/home/ann'],
    ['~x', '~x'],
    ['a "quoted" name', 'a "quoted" name'],
    ['name with blanks  ', 'name with blanks  '],
    ['100% sure', '100% sure'],
  ];
  for (const [typed, read] of cases) expect(cleaned(typed, linux)).toBe(read);
  expect(cleaned('file:///D:/Films', windows)).toBe('D:/Films');
});

test('[B322] a typed path goes from the open folder, and never above the top', () => {
  const from = at('/Photos/2025');
  expect(asPoolPath('/Films', from, linux)).toBe('/Films');
  expect(asPoolPath('07 Lofoten/', from, linux)).toBe('/Photos/2025/07 Lofoten');
  expect(asPoolPath('../2024', from, linux)).toBe('/Photos/2024');
  expect(asPoolPath('../../../../x', from, linux)).toBe('/x');
  expect(asPoolPath('./.', from, linux)).toBe('/Photos/2025');
  expect(asPoolPath('D:\\Films', from, windows)).toBeNull();
  expect(asPoolPath('odd\\name', from, linux)).toBe('/Photos/2025/odd\\name');
  expect(() => asPoolPath('/.cfs/trash', from, linux)).toThrow(/CFS keeps this name/);
  expect(() => asPoolPath('/a\0b', from, linux)).toThrow(/NUL/);
  expect(() => asPoolPath('/x'.repeat(5_000), from, linux)).toThrow(/more than 1024 names/);
});

test('[B323] a real path is the place on the volume whose root is the nearest above it', () => {
  const one = poolOf('one', { disk1: '/mnt/disk1', inner: '/mnt/disk1/pools/inner' });
  const two = poolOf('two', { 'c-disk': 'C:\\Pool' });
  const place = (text: string) => {
    const found = asRealPlace(text, [one, two], linux);
    return found === null ? null : [found.pool.id, found.volume, found.path];
  };
  expect(place('/mnt/disk1/a/b.txt')).toEqual(['one', 'disk1', '/a/b.txt']);
  expect(place('/mnt/disk1')).toEqual(['one', 'disk1', '/']);
  expect(place('/mnt/disk1/pools/inner/x')).toEqual(['one', 'inner', '/x']);
  expect(place('/mnt/disk1/../disk1/./a//')).toEqual(['one', 'disk1', '/a']);
  expect(place('/mnt/disk10/a')).toBeNull();
  expect(place('/mnt/disk1/../secret')).toBeNull();
  expect(place('mnt/disk1/a')).toBeNull();
  expect(place('/mnt/disk1/..hidden')).toEqual(['one', 'disk1', '/..hidden']);
  expect(() => place('/mnt/disk1/.cfs/volume.json')).toThrow(/CFS keeps this name/);
  const onWindows = asRealPlace('c:\\pool\\Films\\a.mkv', [one, two], windows);
  expect([onWindows?.volume, onWindows?.path]).toEqual(['c-disk', '/Films/a.mkv']);
});

test('[B323] whatever is typed, a real place lies inside its volume', () => {
  const pool = poolOf('one', { disk1: '/mnt/disk1' });
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'mnt', 'disk1', 'a', '..a'), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      let found;
      try {
        found = asRealPlace(`/${parts.join('/')}`, [pool], linux);
      } catch {
        return;
      }
      if (found !== null) expect(found.path.split('/')).not.toContain('..');
    }),
  );
});

test('[B321] completions: what begins so before what holds it, folders before files, hidden only when asked', () => {
  const entries = [
    { name: 'Archive', type: 'directory' },
    { name: 'Photos', type: 'directory' },
    { name: '.photos', type: 'directory' },
    { name: 'photo list.txt', type: 'file' },
    { name: 'Old photos', type: 'directory' },
    { name: 'E\u0301tudes', type: 'directory' },
  ];
  const names = (begun: string) => matching(entries, begun).map(({ name }) => name);
  expect(names('pho')).toEqual(['Photos', 'photo list.txt', 'Old photos']);
  expect(names('.P')).toEqual(['.photos']);
  expect(names('\u00e9t')).toEqual(['E\u0301tudes']);
  expect(names('zzz')).toEqual([]);
  expect(names('')).toHaveLength(5);
});

/** An engine of two pools whose paths are given; everything else of it is never asked. */
function engineOf(pools: readonly { readonly info: PoolInfo; readonly entries: readonly Entry[] }[]): Engine {
  const open = ({ info, entries }: (typeof pools)[number]) => ({
    id: info.id,
    info: () => Promise.resolve(info),
    stat: (path: string) => {
      const entry = entries.find((one) => one.path === path);
      if (entry !== undefined) return Promise.resolve(entry);
      const away = path.startsWith('/away') ? { data: { missing: [{ volume: 'disk9', reason: 'gone' }] } } : {};
      return Promise.reject(fail('not-found', `Reading ${path}`, 'it is not there', 'check the path', away));
    },
    list: (path: string) => {
      const folder = path === '/' ? '' : path;
      const inside = entries.filter((one) => one.path === `${folder}/${one.name}`);
      return Promise.resolve({ entries: inside, missing: [] });
    },
  });
  const fake = {
    pools: () => Promise.resolve(pools.map(({ info }) => info)),
    pool: (name: string) => {
      const found = pools.find(({ info }) => info.id === name);
      return found === undefined ? Promise.reject(new Error('no pool')) : Promise.resolve(open(found));
    },
  };
  return fake as unknown as Engine;
}

const folder = (path: string, volumes = ['disk1']) => entryOf(path, { type: 'directory', volumes });

describe('places', () => {
  const engine = engineOf([
    {
      info: poolOf('home', { disk1: '/mnt/disk1', disk2: '/mnt/disk2' }),
      entries: [
        folder('/Photos', ['disk1', 'disk2']),
        folder('/Photos/2025'),
        entryOf('/Photos/a.jpg', { volumes: ['disk2'] }),
        entryOf('/Photos/2025/b.jpg'),
        folder('/lost+found'),
      ].map((entry) => (entry.name === 'lost+found' ? { ...entry, foreign: true } : entry)),
    },
    { info: poolOf('work', { w1: '/mnt/w1' }), entries: [entryOf('/plan.txt', { volumes: ['w1'] })] },
  ]);
  const places = createPlaces(engine, linux);
  const find = (text: string, from = '/') => places.find('home', text, at(from));
  const client = new ClientScope(null);
  const texts = async (text: string, from = '/', limit = 50) =>
    (await places.complete('home', text, { from: at(from), limit, client })).items.map((item) => item.text);

  test('[B322] a pool path is found, a real one leads into its pool and names the volume', async () => {
    expect(await find('/Photos/2025')).toEqual({
      ...{ pool: 'home', path: '/Photos/2025', type: 'directory', volumes: ['disk1'] },
      ...{ nearest: '/Photos/2025', volume: null },
    });
    expect(await find('../a.jpg', '/Photos/2025')).toMatchObject({ path: '/Photos/a.jpg', nearest: '/Photos' });
    expect(await find('/mnt/disk2/Photos/a.jpg')).toMatchObject({ path: '/Photos/a.jpg', volume: 'disk2' });
    expect(await find('/mnt/w1/plan.txt')).toMatchObject({ pool: 'work', path: '/plan.txt', volume: 'w1' });
    expect(await find('/mnt/disk1')).toMatchObject({ path: '/', type: 'directory', volume: 'disk1' });
  });

  test('[B324] what is not there tells the nearest folder that is', async () => {
    expect(await find('/Photos/2025/x/y')).toMatchObject({ type: null, nearest: '/Photos/2025', volume: null });
    expect(await find('/Photos/a.jpg/x')).toMatchObject({ type: null, nearest: '/Photos' });
    expect(await find('/mnt/disk1/Photos/none')).toMatchObject({ type: null, nearest: '/Photos', volume: 'disk1' });
    expect(await find('/elsewhere/x')).toMatchObject({ type: null, nearest: '/', volume: null });
    await expect(find('~/x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(find('')).rejects.toMatchObject({ code: 'invalid' });
  });

  test('[B321] completion goes on in the pool, in a volume by its real path, and to the roots of volumes', async () => {
    expect(await texts('ph')).toEqual(['Photos/']);
    expect(await texts('/Photos/')).toEqual(['/Photos/2025/', '/Photos/a.jpg']);
    expect(await texts('b', '/Photos/2025')).toEqual(['b.jpg']);
    expect(await texts('/Photos/', '/', 1)).toEqual(['/Photos/2025/']);
    expect(await texts('/mnt/disk2/Photos/')).toEqual(['/mnt/disk2/Photos/a.jpg']);
    expect(await texts('/mnt/d')).toEqual(['/mnt/disk1/', '/mnt/disk2/']);
    expect(await texts('/none/')).toEqual([]);
    expect(await texts('/.cfs/')).toEqual([]);
    expect(await texts('lost')).toEqual([]);
  });

  test('[B323] a link to a volume leads there, too', async (context) => {
    if (process.platform === 'win32') context.skip('Windows makes links for administrators only');
    const here = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-places-')));
    try {
      mkdirSync(join(here, 'disk', 'Photos'), { recursive: true });
      symlinkSync('disk', join(here, 'link'));
      const linked = createPlaces(
        engineOf([{ info: poolOf('home', { disk1: join(here, 'disk') }), entries: [folder('/Photos')] }]),
        linux,
      );
      const found = await linked.find('home', join(here, 'link', 'Photos'), at('/'));
      expect(found).toMatchObject({ path: '/Photos', type: 'directory', volume: 'disk1' });
      expect(await linked.find('home', join(here, 'link', 'none'), at('/'))).toMatchObject({
        type: null,
        volume: null,
      });
    } finally {
      rmSync(here, { recursive: true });
    }
  });

  test('[B326] paths are looked at as they are: there, gone, or not to be told', async () => {
    const looked = await places.look('home', [at('/'), at('/Photos'), at('/gone'), at('/away/x')]);
    expect(looked.map(({ there, volumes }) => [there, volumes])).toEqual([
      ['yes', ['disk1', 'disk2']],
      ['yes', ['disk1', 'disk2']],
      ['no', []],
      ['unknown', []],
    ]);
  });
});
