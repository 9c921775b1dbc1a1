import { baseName } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host } from '../api/host.ts';
import { notifyUndoable } from './history.ts';
import { jobEnd } from './jobs.ts';
import { notifyError, notifyNote, notifyProblem } from './notices.ts';
import { currentPool } from './pool.ts';
import { thingsWords, words } from './words.ts';

/** Only the last thing that was done is offered to be undone: notices of it replace each other. */
const about = 'history';

/**
 * Moves the bytes of these to one volume; their pool paths stay. Says that it began, what stays behind, and how to take
 * it back when it has ended.
 */
export async function sendToVolume(paths: readonly PoolPath[], volume: string): Promise<void> {
  const pool = currentPool();
  const [first] = paths;
  if (pool === null || first === undefined) return;
  const what = thingsWords(paths.length, baseName(first));
  try {
    const sent = await host().call('entry.send', { pool: pool.id, paths: [...paths], to: volume });
    notifyNote(words.sending(what, sent.bytes, volume), { about });
    if (sent.stay > 0) notifyProblem(words.willStay(sent.stay), sent.why);
    const job = await jobEnd(sent.jobId);
    if (job.state !== 'done') return;
    await notifyUndoable(words.sent(what, sent.bytes, volume));
  } catch (thrown) {
    notifyError(thrown);
  }
}
