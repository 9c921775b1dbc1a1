import { parsePath, rootPath } from '../../../shared/path.ts';
import { openTestPool } from './fixture.ts';
import { moveBetween } from './move-between.ts';
import { startPut } from './transfer.ts';

/** Run as a process of its own by killed.test.ts, which kills it: `put` copies `<base>/src` in, `move` empties disk1. */
const [what, base = ''] = process.argv.slice(2);
const pool = openTestPool(base, { policy: what === 'move' ? 'first-fit' : 'round-robin' });
const [one, two] = pool.members;

const put = await startPut(pool.context, [`${base}/src`], rootPath);
if (what === 'put') put.onItem(() => process.stdout.write('.'));
const alive = setInterval(() => undefined, 1000);
await put.ended;
if (what === 'move' && one !== undefined && two !== undefined) {
  const names = (await one.volume.list(parsePath('/src'))).map(({ name }) => name);
  for (let first = 0; first < names.length; first += 20) {
    const moves = names.slice(first, first + 20).map((name) => ({ path: parsePath(`/src/${name}`) }));
    process.stdout.write('.');
    await moveBetween(pool.context.volume, one, two, moves);
  }
}
clearInterval(alive);
