import { parsePath } from '../../shared/path.ts';
import { openEngine } from './engine.ts';

/**
 * Run as a process of its own by interrupted.test.ts, which kills it: does one long job in the home at `<base>/home`,
 * and says a dot for each file. With `stand` it stands still after its first batch.
 */
const [what = '', base = '', limit = '', stand = ''] = process.argv.slice(2);
const engine = await openEngine({ home: `${base}/home` });
const pool = await engine.pool();
const options = { limit: Number(limit) };
const handle = await (async () => {
  switch (what) {
    case 'again': {
      const [job] = engine.jobs.list();
      if (job === undefined) throw new Error('nothing is interrupted');
      return engine.jobs.restart(job.id);
    }
    case 'put':
      return pool.put([`${base}/src`, `${base}/more.txt`], parsePath('/in'), options);
    case 'beside':
      return pool.copy([parsePath('/in/src')], parsePath('/in'), { ...options, onConflict: 'keep-both' });
    case 'both':
      return pool.put([`${base}/src`], parsePath('/in'), { ...options, onConflict: 'keep-both' });
    case 'get':
      return pool.get([parsePath('/in/src')], `${base}/out`, options);
    default:
      return engine.plans.run(what, options);
  }
})();
handle.onItem(() => {
  if (stand !== '' && handle.snapshot().state === 'running') engine.jobs.pause(handle.id);
  process.stdout.write('.');
});
process.stdout.write('begun ');
const alive = setInterval(() => undefined, 1000);
await handle.ended;
clearInterval(alive);
await engine.close();
