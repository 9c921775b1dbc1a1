import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { openActivity } from './activity.ts';
import type { ActivityStore } from './activity.ts';
import { openConfig } from './config.ts';
import type { ConfigFile } from './config.ts';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { openDigests } from './digests.ts';
import type { DigestStore } from './digests.ts';
import { openFigures } from './figures.ts';
import type { FigureStore } from './figures.ts';
import { openHistory } from './history.ts';
import type { HistoryStore } from './history.ts';
import { openJobs } from './jobs.ts';
import type { JobStore } from './jobs.ts';
import { openJournalStore } from './journal.ts';
import type { JournalStore } from './journal.ts';
import { openPlans } from './plans.ts';
import type { PlanStore } from './plans.ts';
import { openPromises } from './promises.ts';
import type { PromiseStore } from './promises.ts';
import { openReceipts } from './receipts.ts';
import type { ReceiptStore } from './receipts.ts';
import { openReasons } from './reasons.ts';
import type { ReasonStore } from './reasons.ts';
import { openSpeeds } from './speeds.ts';
import type { SpeedStore } from './speeds.ts';
import { openUsageHistory } from './usage-history.ts';
import type { UsageHistoryStore } from './usage-history.ts';

/** Everything that CFS keeps outside of volumes. Window, server and several commands may use one home at once. */
export interface Home {
  readonly path: string;
  readonly config: ConfigFile;
  readonly journal: JournalStore;
  readonly plans: PlanStore;
  readonly receipts: ReceiptStore;
  readonly jobs: JobStore;
  readonly reasons: ReasonStore;
  readonly promises: PromiseStore;
  readonly figures: FigureStore;
  readonly speeds: SpeedStore;
  readonly digests: DigestStore;
  readonly history: HistoryStore;
  readonly usage: UsageHistoryStore;
  readonly activity: ActivityStore;
  close(): void;
}

/** Opens a home and makes it when it is missing, closed to other users. @throws AppError denied */
export function openHome(path: string): Home {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // Others must neither read what a pool is nor write what CFS believes. A folder that holds other things (somebody
    // set CFS_HOME to one that is shared) is not changed; the files in it are closed all the same.
    const names = readdirSync(path);
    const isOurs = names.length === 0 || names.includes('config.json') || names.includes('state.db');
    const { mode } = statSync(path);
    const isShared = (mode & 0o1000) !== 0;
    if (process.platform !== 'win32' && isOurs && !isShared && (mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail('denied', `Opening the folder ${path}`, why, 'set CFS_HOME to a folder of yours', { cause: thrown });
  }
  // Opened on first use: listing a pool needs only the configuration.
  let opened: Database | null = null;
  const database = (): Database => (opened ??= openDatabase(path));
  const reasons = openReasons(database);
  const promises = openPromises(database);
  const journal = openJournalStore(path);
  const history = openHistory(path);
  const usage = openUsageHistory(path);
  const digests = openDigests(path);
  const activity = openActivity(path);
  return {
    path,
    config: openConfig(path, database),
    journal,
    plans: openPlans(database),
    receipts: openReceipts(database),
    jobs: openJobs(database),
    digests,
    figures: openFigures(database),
    speeds: openSpeeds(database),
    history,
    usage,
    activity,
    reasons,
    promises,
    close() {
      reasons.flush();
      promises.close();
      journal.close();
      history.close();
      digests.close();
      usage.close();
      activity.close();
      opened?.close();
      opened = null;
    },
  };
}
