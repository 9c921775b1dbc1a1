import { parsePath, rootPath } from '../../../shared/path.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../journal/journal.ts';
import { openJournalStore } from '../state/journal.ts';
import { openTestPool } from './fixture.ts';
import { startReceive } from './transfer.ts';

/** Run as a process of its own by asking.test.ts: an upload that waits for answers, until it is killed. */
const [base = ''] = process.argv.slice(2);
mkdirSync(join(base, 'home'), { recursive: true });
const { context } = openTestPool(base, { journal: openJournal(openJournalStore(join(base, 'home')), 'test-id') });
const job = await startReceive(context, rootPath, { files: 3, bytes: 0, onConflict: 'ask' });
for (const name of ['taken', 'in/taken', 'free']) {
  await job.file(parsePath(`/${name}`), [Buffer.from(`new ${name}`)], { size: `new ${name}`.length });
}
job.finish();
setInterval(() => {
  if (job.snapshot().asking) process.stdout.write('asking\n');
}, 50);
