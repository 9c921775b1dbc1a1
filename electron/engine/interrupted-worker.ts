import { parsePath } from '../../shared/path.ts';
import { openEngine } from './engine.ts';

/**
 * Run as a process of its own by interrupted.test.ts, which kills it: does one long job in the home at `<base>/home`,
 * stands still after its first batch, and says a dot for each file.
 */
const [what = '', base = '', limit = ''] = process.argv.slice(2);
const engine = await openEngine({ home: `${base}/home` });
const pool = await engine.pool();
const options = { limit: Number(limit) };
const handle = await (async () => {
  switch (what) {
    case 'put':
      return pool.put([`${base}/src`, `${base}/more.txt`], parsePath('/in'), options);
    case 'get':
      return pool.get([parsePath('/in/src')], `${base}/out`, options);
    default:
      return engine.plans.run(what, options);
  }
})();
handle.onItem(() => {
  if (handle.snapshot().state === 'running') engine.jobs.pause(handle.id);
  process.stdout.write('.');
});
const alive = setInterval(() => undefined, 1000);
await handle.ended;
clearInterval(alive);
await engine.close();
