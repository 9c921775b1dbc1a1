import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import { asAppError } from '../../shared/errors.ts';
import { setFormats } from '../../shared/format.ts';
import { openEngine } from '../engine/engine.ts';
import { writeDurably } from '../engine/volume/write-durably.ts';
import { serveClient } from './dispatch.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { memoryPair } from './memory-transport.ts';
import { openWindowSettings } from './settings.ts';
import { followUnits } from './units.ts';

afterEach(() => setFormats({ units: 'si', locale: null }));

it('[B440] what the engine says of sizes is in the units that were chosen, for all windows of the host and in its threads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-units-'));
  const [disk, home] = [join(folder, 'disk1'), join(folder, 'home')];
  mkdirSync(disk);
  const engine = await openEngine({
    home,
    spawnDesk: () => new Worker(new URL('../engine/rebalance/desk-thread.ts', import.meta.url)),
  });
  try {
    await engine.createPool({ name: 'home', volumes: [{ root: disk, limit: 4_194_304, reserve: 0 }] });
    const settings = openWindowSettings(home, writeDurably);
    followUnits(settings);
    const info = { version: '1', platform: 'linux', home, capabilities: {} as never } as const;
    const handlers = createHandlers(engine, { info, settings });
    const windows = [0, 1].map(() => {
      const pair = memoryPair();
      serveClient(pair.host, handlers, { events: engineEvents(engine) });
      return createClient(pair.client);
    });
    const goal = { kind: 'room', volume: 'disk1', bytes: 8_388_608 } as const;
    const said = (): Promise<readonly string[]> =>
      Promise.all(
        windows.map(async (window) => {
          // One is said by the thread that plans, the other by the process itself.
          const refused: unknown = await window
            .call('plan.draft', { pool: 'home', goal })
            .catch((thrown: unknown) => thrown);
          const why = await window.call('entry.why', { pool: 'home', path: '/a', size: 8_388_608 });
          return `${asAppError(refused).message} ${JSON.stringify(why)}`;
        }),
      );
    for (const one of await said()) expect(one).toMatch(/8\.39 MB cannot be free .* 4\.19 MB.*4\.19 MB/);
    await windows[0]?.call('settings.set', { change: { units: 'iec' } });
    for (const one of await said()) expect(one).toMatch(/8\.00 MiB cannot be free .* 4\.00 MiB.*4\.00 MiB/);
    for (const one of await said()) expect(one).not.toMatch(/\d MB/);
    // The next start of a host begins with what was chosen.
    setFormats({ units: 'si', locale: null });
    followUnits(openWindowSettings(home, writeDurably));
    for (const one of await said()) expect(one).toContain('8.00 MiB');
    for (const window of windows) window.close();
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
