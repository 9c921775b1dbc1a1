import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { allGone, testSpawn } from './lane-fixture.ts';
import type { TestSpawn } from './lane-fixture.ts';
import { openLanes } from './lane-group.ts';
import type { Lanes } from './lane-group.ts';
import { at, codeOf, contentOf } from './volume.contract.ts';

/** A volume that really hangs: a FUSE file system whose process is stopped. */
interface Hanging {
  readonly folder: string;
  readonly process: ChildProcess;
}

let folder: string;
let spawned: TestSpawn;
let lanes: Lanes;
let hanging: Hanging | null;

function mounts(target: string): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${target} `);
}

async function mountHanging(context: TestContext): Promise<Hanging> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/mergerfs')) {
    context.skip('needs Linux, root and mergerfs for a file system that can hang');
  }
  const source = join(folder, 'source');
  const target = join(folder, 'mount');
  mkdirSync(source);
  mkdirSync(target);
  const child = spawn('mergerfs', ['-f', '-o', 'minfreespace=0,category.create=ff', source, target], {
    stdio: 'ignore',
  });
  await vi.waitFor(() => expect(child.exitCode !== null || mounts(target)).toBe(true), { timeout: 10_000 });
  if (child.exitCode !== null) context.skip('mergerfs cannot mount here');
  hanging = { folder: target, process: child };
  return hanging;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-hang-'));
  mkdirSync(join(folder, 'good'));
  hanging = null;
  spawned = testSpawn();
});
afterEach(async () => {
  if (hanging !== null) {
    hanging.process.kill('SIGCONT');
    execFileSync('umount', ['-l', hanging.folder]);
    hanging.process.kill('SIGKILL');
  }
  await lanes.close();
  await allGone(spawned.pids);
  rmSync(folder, { recursive: true, force: true });
});

describe('a volume that hangs', () => {
  it('[V68] fails within its deadline, others go on, and it comes back by itself', async (context) => {
    lanes = openLanes({ spawn: spawned.spawn, deadlineMs: 1_500, contentDeadlineMs: 1_500, retryMs: 200 });
    const states: string[] = [];
    lanes.onState(({ kind }) => states.push(kind));
    const mount = await mountHanging(context);
    const bad = lanes.open({ root: mount.folder, name: 'bad' });
    const good = lanes.open({ root: join(folder, 'good'), name: 'good' });
    await bad.write(at('/a'), [Buffer.from('before')], {});
    await good.write(at('/b'), [Buffer.from('good')], {});

    mount.process.kill('SIGSTOP');
    const [listing, stat] = [codeOf(bad.list(at('/'))), codeOf(bad.stat(at('/a')))];
    expect((await contentOf(good, '/b')).toString()).toBe('good');
    expect(await listing).toBe('timeout');
    expect(await stat).toBe('timeout');
    expect(states).toEqual(['failing']);
    const refused = await bad.stat(at('/a')).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(
        /^Looking at \/a on bad: the volume is failing \(it does not answer\): /,
      ) as string,
    });
    await good.makeDirectory(at('/while'));

    mount.process.kill('SIGCONT');
    await vi.waitFor(() => expect(states).toEqual(['failing', 'online']), { timeout: 20_000 });
    expect((await contentOf(bad, '/a')).toString()).toBe('before');
  });

  it('[V68] a copy whose source hangs fails alone; the volume it goes to stays online', async (context) => {
    lanes = openLanes({ spawn: spawned.spawn, deadlineMs: 5_000, contentDeadlineMs: 1_500, retryMs: 200 });
    const states: string[] = [];
    lanes.onState(({ kind }) => states.push(kind));
    const mount = await mountHanging(context);
    writeFileSync(join(mount.folder, 'source'), 'x');
    const good = lanes.open({ root: join(folder, 'good'), name: 'good' });
    mount.process.kill('SIGSTOP');
    const copy = codeOf(good.copyIn([{ source: join(mount.folder, 'source'), path: at('/copy') }], {}));
    await good.makeDirectory(at('/while'));
    expect(await copy).toBe('timeout');
    expect((await good.list(at('/'))).map(({ name }) => name)).toEqual(['while']);
    expect(states).toEqual([]);
  });
});
