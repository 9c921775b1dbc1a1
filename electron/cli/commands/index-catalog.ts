import { setTimeout as sleep } from 'node:timers/promises';
import { asAppError, fail, isAppError, type AppError } from '../../../shared/errors.ts';
import type { CatalogStatus, CatalogVolume, HeldBack } from '../../../shared/model.ts';
import type { CatalogUpdate, Pool } from '../../engine/api.ts';
import { joinHosts } from '../../host/join.ts';
import type { JoinedHost } from '../../host/join.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../progress.ts';
import { tableLines } from '../table.ts';
import { formatCount, formatDuration, formatMoment } from '../words.ts';

interface IndexOptions {
  readonly full?: true;
  readonly rebuild?: true;
  readonly confirm?: readonly string[];
  readonly status?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('index')
    .description(
      'Bring the catalog of the pool up to date: the index that search, usage and offline volumes are answered from. A running window or server does it by itself.',
    )
    .option('--full', 'read everything again: only that sees files that were changed in place since they were read')
    .option(
      '--rebuild',
      'read everything into a new catalog; it is only an index, so nothing is lost, and what is known of volumes that are away stays',
    )
    .option(
      '--confirm <volume...>',
      'what vanished from this volume is really gone: when much vanishes at once, it is kept until you say so',
    )
    .option('--status', 'only say how fresh the catalog is')
    .action(bind(index));
};

/** ms between two looks at what another process does. */
const lookMs = 300;
/** Times that the work is begun, while others of this home do the same. */
const mostAttempts = 3;
/** Another process that keeps the catalog begins to read within this time (ms). */
const beginMs = 10_000;
/** It tells how it stands within this time (ms). */
const tellMs = 3_000;

async function index(context: Context, options: IndexOptions): Promise<void> {
  const pool = await context.pool();
  if (options.status === true) {
    showStatus(context, await pool.catalog.status());
    return;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      const updated = await update(context, pool, options);
      // How full it is today. A home that cannot be written to costs a day of the forecast and nothing else.
      await pool.usage.sample().catch(() => undefined);
      showUpdate(context, updated);
      return;
    } catch (thrown) {
      if (!isAppError(thrown, 'busy')) throw thrown;
    }
    if (attempt === 1) await askHosts(context, pool, options);
    const status = await waitForOther(context, pool, attempt === 1);
    // A command like this one ends when it is done: what was asked for here is still to do then.
    if (status.state === 'fresh' || attempt === mostAttempts) {
      showStatus(context, status);
      return;
    }
  }
}

async function update(context: Context, pool: Pool, options: IndexOptions): Promise<CatalogUpdate> {
  const line = context.drawsProgress ? new ProgressLine(context.around.stderr) : null;
  try {
    return await pool.catalog.update({
      full: options.full === true,
      rebuild: options.rebuild === true,
      confirm: options.confirm ?? [],
      signal: context.signal,
      onProgress: ({ folders, entries }) =>
        line?.drawText(`reading: ${formatCount(folders)} folders, ${formatCount(entries)} entries`),
    });
  } finally {
    line?.clear();
  }
}

function showUpdate(context: Context, update: CatalogUpdate): void {
  const { out } = context;
  for (const { volume, problem, unreadable, heldBack } of update.volumes) {
    if (heldBack !== null) context.report(keptBack(volume, heldBack), { isPart: true });
    for (const { path, reason } of unreadable) {
      const error = fail('denied', `Reading ${path} on ${volume}`, reason, 'what was known of it is kept', {
        data: { path, volume },
      });
      context.report(error, { isPart: true });
    }
    if (problem === null) continue;
    context.report(fail('offline', `Reading ${volume}`, problem, 'what was known of it is kept'), { isPart: true });
  }
  for (const { volume, reason } of update.away) {
    context.note(`${volume} is not connected (${reason}): what is known of it is kept`);
  }
  if (update.rebuilt !== null) context.note(`the catalog was built from nothing: ${update.rebuilt}`);
  if (out.json) {
    for (const { unreadable, ...volume } of update.volumes) out.object({ ...volume, unreadable: unreadable.length });
    const { ms, entries, folders, rebuilt } = update;
    out.object({ summary: { entries, folders, ms: Math.round(ms), rebuilt: rebuilt !== null } });
    return;
  }
  const sum = (of: (volume: CatalogUpdate['volumes'][number]) => number): number =>
    update.volumes.reduce((total, volume) => total + of(volume), 0);
  const changes = [
    `${formatCount(sum(({ added }) => added))} new`,
    `${formatCount(sum(({ changed }) => changed))} changed`,
    `${formatCount(sum(({ removed }) => removed))} gone`,
  ];
  const read = `${formatCount(sum((volume) => volume.read))} of ${formatCount(sum((volume) => volume.folders))} folders read`;
  const whole = inFolders(update);
  context.say(`${whole}: ${changes.join(', ')} (${read}, ${formatDuration(update.ms)})`);
}

function keptBack(volume: string, { entries, folders, examples }: HeldBack): AppError {
  const lost = `${counted(entries, 'file', 'files')} and ${counted(folders, 'folder', 'folders')}`;
  const what = `${lost} that were on it are not there any more`;
  const todo = `look whether the right disk is connected; if they are really gone: cfs index --confirm ${volume}`;
  return fail('refused', `Taking over what is gone from ${volume}`, what, todo, { data: { volume, examples } });
}

function showStatus(context: Context, status: CatalogStatus): void {
  const { out } = context;
  if (out.json) {
    for (const { heldBack, unreadable, ...volume } of status.perVolume) {
      out.object({ ...volume, unreadable: unreadable.length, heldBack });
    }
    const { state, entries, folders, scannedMs, problem } = status;
    out.object({ summary: { state, entries, folders, scannedMs, problem } });
    return;
  }
  const rows = [
    ['volume', 'state', 'entries', 'read', 'remark'],
    ...status.perVolume.map((volume) => [
      out.shown(volume.volume),
      volume.state,
      formatCount(volume.entries),
      volume.scannedMs === null ? 'never' : formatMoment(volume.scannedMs),
      out.shown(remarkOf(volume)),
    ]),
  ];
  for (const line of tableLines(rows, { right: [2] })) out.line(line);
  const what = inFolders(status);
  context.say(status.state === 'off' ? `off: ${status.problem ?? ''}` : `${stateWords[status.state]}: ${what}`);
}

function inFolders({ entries, folders }: { readonly entries: number; readonly folders: number }): string {
  return `${counted(entries, 'entry', 'entries')} in ${counted(folders, 'folder', 'folders')}`;
}

const counted = (count: number, one: string, more: string): string =>
  `${formatCount(count)} ${count === 1 ? one : more}`;

const stateWords: Readonly<Record<Exclude<CatalogStatus['state'], 'off'>, string>> = {
  none: 'there is no catalog yet; "cfs index" makes one',
  scanning: 'being read',
  fresh: 'up to date',
  stale: 'as old as said; "cfs index" brings it up to date',
};

function remarkOf({ problem, unreadable, heldBack }: CatalogVolume): string {
  const parts = [
    ...(problem === null ? [] : [problem]),
    ...(unreadable.length === 0 ? [] : [`${formatCount(unreadable.length)} folders cannot be read`]),
    ...(heldBack === null ? [] : ['much vanished at once: kept until it is confirmed']),
  ];
  return parts.join('; ');
}

/** Another process of this home keeps the catalog: it knows best when it is done. */
async function waitForOther(context: Context, pool: Pool, isFirst: boolean): Promise<CatalogStatus> {
  if (isFirst) context.note('a running CFS keeps the catalog up to date; waiting until it has read everything');
  const line = context.drawsProgress ? new ProgressLine(context.around.stderr) : null;
  try {
    for (let since: number | null = null; ;) {
      const status = await pool.catalog.status();
      if (status.state === 'fresh') return status;
      // For a moment it is not told how it is, or there is none: when it is built again.
      if (status.state === 'scanning') since = null;
      else since ??= Date.now();
      const patienceMs = status.state === 'none' ? beginMs : tellMs;
      if (since !== null && Date.now() - since >= patienceMs) return status;
      const { folders, entries } = status.progress ?? status;
      line?.drawText(`reading: ${formatCount(folders)} folders, ${formatCount(entries)} entries`);
      await sleep(lookMs, undefined, { signal: context.signal }).catch(() => context.throwIfInterrupted());
    }
  } finally {
    line?.clear();
  }
}

/**
 * Asks the running hosts, of which one may keep the catalog, to build it again and to take over what is gone.
 * @throws what the last of them said when none did it
 */
async function askHosts(context: Context, pool: Pool, options: IndexOptions): Promise<void> {
  const joined = await joinHosts((await context.engine()).home);
  const ask = async (call: (client: JoinedHost['client']) => Promise<unknown>): Promise<void> => {
    let last: unknown = null;
    for (const { client } of joined.hosts) {
      try {
        await call(client);
        return;
      } catch (thrown) {
        last = thrown;
      }
    }
    if (last !== null) throw asAppError(last);
  };
  try {
    if (options.rebuild === true) await ask((client) => client.call('catalog.rebuild', { pool: pool.id }));
    for (const volume of options.confirm ?? []) {
      await ask((client) => client.call('catalog.confirm', { pool: pool.id, volume }));
    }
  } finally {
    joined.close();
  }
}
