import { parsePath } from '../../shared/path.ts';
import { openEngine } from './engine.ts';

/** Run as a process of its own by promises.test.ts: puts a folder into the pool, when it is told to begin. */
const [home = '', source = '', dest = ''] = process.argv.slice(2);
const engine = await openEngine({ home });
const pool = await engine.pool();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const handle = await pool.put([source], parsePath(dest));
const alive = setInterval(() => undefined, 1000);
const { filesDone, errors } = await handle.ended;
clearInterval(alive);
await engine.close();
const codes = [...new Set(errors.map(({ error }) => error.code))];
process.stdout.write(`${JSON.stringify({ filesDone, failed: errors.length, codes })}\n`);
process.exit(0);
