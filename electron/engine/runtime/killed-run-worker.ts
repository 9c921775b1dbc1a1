import { fork } from 'node:child_process';
import { join } from 'node:path';
import { openEngine } from '../engine.ts';
import type { LaneProcess } from '../volume/lane.ts';

/**
 * Run as a process of its own by plan-runs.test.ts, which kills it: runs the plan `id` of the home, with a child per disk
 * as hosts have them, and says a dot for each file that was moved.
 */
const [home = '', id = ''] = process.argv.slice(2);
const laneChild = join(import.meta.dirname, '..', 'volume', 'lane-child.ts');

function spawnLane(): LaneProcess {
  const child = fork(laneChild, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('error', () => undefined);
  return {
    send(message) {
      if (child.connected) child.send(message as never, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => child.kill('SIGKILL'),
  };
}

const engine = await openEngine({ home, spawnLane });
const pool = await engine.pool();
// On a busy machine a child may be late, and its volume away until it is there.
while ((await pool.info()).volumes.some(({ state }) => state !== 'online')) {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const handle = await engine.plans.run(id);
handle.onItem(() => process.stdout.write('.'));
await handle.ended;
await engine.close();
process.exit(0);
