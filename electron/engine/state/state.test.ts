import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlacementReason, Plan } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import { createReservations } from '../pool/reservations.ts';
import { openHome } from './home.ts';
import type { Home } from './home.ts';

const run = promisify(execFile);
let folder = '';
const homes: Home[] = [];

function open(path = join(folder, 'home')): Home {
  const home = openHome(path);
  homes.push(home);
  return home;
}

/** Runs a piece of a program with `home` opened, in another process. */
async function inProcess(body: string): Promise<string> {
  const module = new URL('./home.ts', import.meta.url).href;
  const script = `const { openHome } = await import(${JSON.stringify(module)});
    const home = openHome(${JSON.stringify(join(folder, 'home'))});
    ${body}`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  return stdout;
}

const plan: Omit<Plan, 'id' | 'pool' | 'state' | 'createdMs'> = {
  goal: 'even',
  bytes: 0,
  lowerBoundBytes: 0,
  moves: [],
  blocked: [],
  before: [],
  after: [],
  reached: true,
  note: '',
  band: null,
};
const reason: PlacementReason = { policy: 'balanced', summary: 'disk1: most free', candidates: [], atMs: 5 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-state-'));
});
afterEach(() => {
  for (const home of homes.splice(0)) home.close();
  rmSync(folder, { recursive: true, force: true });
});

function addPool(home: Home, name: string): void {
  home.config.change((config) => {
    const pool = { id: name, name, policy: 'balanced' as const, reserve: null, sample: false, volumes: [] };
    return { config: { ...config, pools: [...config.pools, pool] }, result: null };
  });
}

describe('a home', () => {
  it('[S1] is closed to other users, and so are the files in it', () => {
    const home = open();
    addPool(home, 'a');
    home.plans.list();
    const modes = ['', 'config.json', 'state.db'].map((name) => statSync(join(home.path, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    mkdirSync(join(folder, 'made'), { mode: 0o755 });
    open(join(folder, 'made'));
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
  });

  it('[S1] a folder that holds other things is not taken from other users', () => {
    mkdirSync(join(folder, 'shared'));
    chmodSync(join(folder, 'shared'), 0o755);
    writeFileSync(join(folder, 'shared', 'letter'), '');
    addPool(open(join(folder, 'shared')), 'a');
    expect(statSync(join(folder, 'shared')).mode & 0o777).toBe(0o755);
  });

  it('[S2] a damaged configuration is told, with what to do, and never overwritten', () => {
    const home = open();
    const damages = [
      '{"version":1,"pools":[',
      '{"version":1,"pools":[{"id":"a"}]}',
      '[]',
      '',
      '{"version":99,"pools":[]}',
    ];
    for (const text of damages) {
      writeFileSync(home.config.path, text);
      expect(() => home.config.read()).toThrow(/damaged.*: put a backup in its place/);
      expect(() => addPool(home, 'b')).toThrow(/damaged/);
      expect(readFileSync(home.config.path, 'utf8')).toBe(text);
    }
  });

  it('[S2] nothing is written that could not be read again', () => {
    const home = open();
    addPool(home, 'a');
    expect(() => addPool(home, '')).toThrow(/Changing the configuration: pools\.1\./);
    expect(open().config.read().pools).toHaveLength(1);
  });

  it('[S3] what another process changed is seen at the next look', async () => {
    const home = open();
    addPool(home, 'mine');
    expect(home.config.read().pools).toHaveLength(1);
    await inProcess(
      `home.config.change((config) => ({ config: { ...config, pools: [...config.pools, { ...config.pools[0], id: 'x', name: 'theirs' }] } }));
       home.close();`,
    );
    expect(home.config.read().pools.map(({ name }) => name)).toEqual(['mine', 'theirs']);
  });

  it('[S3] no decision of several processes is lost', async () => {
    const many = process.env['CFS_TORTURE'] === '1' ? 200 : 20;
    addPool(open(), 'first');
    const body = (
      name: string,
    ): string => `for (let i = 0; i < ${String(many)}; i += 1) home.config.change((config) => ({
      config: { ...config, pools: [...config.pools, { ...config.pools[0], id: '${name}' + i, name: '${name}' + i }] } }));
      home.close();`;
    await Promise.all(['a', 'b', 'c'].map((name) => inProcess(body(name))));
    expect(open().config.read().pools).toHaveLength(3 * many + 1);
  });

  it('[S4] a plan is claimed by one process only, and once', async () => {
    const home = open();
    const { id } = home.plans.add('pool', plan);
    const claim = `try { home.plans.claim('${id}'); home.plans.finish('${id}', 'done'); console.log('won'); }
      catch (error) { console.log(error.code); } home.close();`;
    const outcomes = await Promise.all([inProcess(claim), inProcess(claim), inProcess(claim)]);
    expect(outcomes.map((text) => text.trim()).toSorted()).toEqual(['refused', 'refused', 'won']);
    expect(home.plans.get(id).state).toBe('done');
    expect(() => home.plans.claim(id)).toThrow(/run before/);
    expect(() => home.plans.get('none')).toThrow(/no such plan/);
  });

  it('[S4] a plan whose process died is stopped, and never runs again', async () => {
    const home = open();
    const { id } = home.plans.add('pool', plan);
    await inProcess(`home.plans.claim('${id}'); process.kill(process.pid, 'SIGKILL');`).catch(() => '');
    expect(home.plans.get(id).state).toBe('stopped');
    expect(() => home.plans.claim(id)).toThrow(/run before/);
  });

  it('keeps the latest plans of each pool', () => {
    const home = open();
    const ids = Array.from({ length: 120 }, () => home.plans.add('pool', plan).id);
    home.plans.add('other', plan);
    expect(home.plans.list('pool').map(({ id }) => id)).toEqual(ids.slice(20).toReversed());
    expect(home.plans.list()).toHaveLength(101);
  });

  it('[S5] remembers why files are where they are, also with names that are not UTF-8, and follows a rename', () => {
    const home = open();
    const path = parsePath('/caf\udce9/\ud83d\ude00');
    home.reasons.record('pool', path, reason);
    expect(home.reasons.find('pool', path)).toEqual(reason);
    home.reasons.flush();
    expect(home.reasons.find('pool', path)).toEqual(reason);
    home.reasons.rename('pool', path, parsePath('/b'));
    expect(home.reasons.find('pool', path)).toBeNull();
    home.close();
    expect(open().reasons.find('pool', parsePath('/b'))).toEqual(reason);
    expect(home.reasons.find('other', parsePath('/b'))).toBeNull();
  });

  it('[S6] space that another process holds counts here, until that process is gone', async () => {
    const home = open();
    const mine = home.promises.shared(createReservations());
    expect(mine.reserved('disk')).toBe(0);
    const reservations = new URL('../pool/reservations.ts', import.meta.url).href;
    const shared = `const { createReservations } = await import(${JSON.stringify(reservations)});
      const shared = home.promises.shared(createReservations());`;
    await inProcess(`${shared} shared.reserve('disk', 50_000_000); process.kill(process.pid, 'SIGKILL');`).catch(
      () => '',
    );
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(mine.reserved('disk')).toBe(0);
    const { release } = mine.reserve('disk', 20_000_000);
    expect(await inProcess(`${shared} console.log(shared.reserved('disk')); home.close();`)).toBe('20000000\n');
    release();
    expect(mine.reserved('disk')).toBe(0);
  });

  it('[S6] promises of "open --write" count until they are taken back', () => {
    const home = open();
    const shared = home.promises.shared(createReservations());
    home.promises.add({ pool: 'pool', volume: 'v', path: parsePath('/a'), spaceKeys: ['disk'], bytes: 1_000 });
    expect(shared.reserved('disk')).toBe(1_000);
    const [promise] = home.promises.list('pool');
    expect(promise).toMatchObject({ path: '/a', bytes: 1_000 });
    home.promises.remove(promise?.id ?? '');
    expect(shared.reserved('disk')).toBe(0);
  });

  it('[S24] a damaged state.db is told, with what to do; the configuration needs it only for changes', () => {
    const home = open();
    addPool(home, 'a');
    home.close();
    writeFileSync(join(home.path, 'state.db'), 'no database at all, but long enough to look like one'.repeat(20));
    rmSync(join(home.path, 'state.db-wal'), { force: true });
    const again = open();
    expect(again.config.read().pools).toHaveLength(1);
    expect(() => again.plans.list()).toThrow(/state\.db.*may be moved away/);
    rmSync(join(home.path, 'state.db'));
    expect(open().plans.list()).toEqual([]);
  });

  it('[S7] tells the last figures of a volume that is away', () => {
    const figures = { space: { total: 10, used: 4, free: 6 }, filesystem: 'ext4', spaceGroup: 'g' };
    const home = open();
    home.figures.save('v', figures);
    expect(home.figures.find('v')).toEqual(figures);
    expect(home.figures.find('w')).toBeNull();
  });
});
