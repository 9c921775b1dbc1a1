import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parsePath } from '../../../shared/path.ts';
import { openJournalStore } from '../state/journal.ts';
import { openTestPool } from '../transfer/fixture.ts';
import { moveBetween } from '../transfer/move-between.ts';
import { startPut } from '../transfer/transfer.ts';
import { faulty } from '../volume/faulty.ts';
import { openJournal } from './journal.ts';

/**
 * Run as a process of its own by killed.test.ts: does `what` in the pool below `base` and kills itself at the call
 * CFS_KILL_AT of its volumes. Prints the number of calls when it comes to its end.
 */
const [what, base = ''] = process.argv.slice(2);
const last = Number(process.env['CFS_KILL_AT'] ?? Infinity);
let calls = 0;
mkdirSync(join(base, 'home'), { recursive: true });
const store = openJournalStore(join(base, 'home'));
const journal = openJournal(store, 'test-id');
const pool = openTestPool(base, {
  policy: 'round-robin',
  journal,
  around: (volume) =>
    faulty(volume, {
      before() {
        calls += 1;
        if (calls >= last) process.kill(process.pid, 'SIGKILL');
      },
    }),
});

const { context, members } = pool;
const alive = setInterval(() => undefined, 1000);
if (what === 'put') {
  const job = await startPut(context, [join(base, 'src')], parsePath('/'), { onConflict: 'replace' });
  await job.ended;
} else {
  const [one, two] = members;
  if (one !== undefined && two !== undefined) {
    const names = (await one.volume.list(parsePath('/src'))).map(({ name }) => parsePath(`/src/${name}`));
    await moveBetween(
      context.volume,
      one,
      two,
      names.map((path) => ({ path })),
      { removeEmptyFolders: true },
    );
  }
}
clearInterval(alive);
await journal.close();
store.close();
await pool.close();
process.stdout.write(String(calls));
