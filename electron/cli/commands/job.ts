import { Argument } from 'commander';
import { fail } from '../../../shared/errors.ts';
import type { CancelWhen, Job } from '../../../shared/model.ts';
import { formatWindow } from '../../../shared/runs.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import { rateValue, windowValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { askHost, findJob, hasEnded, jobObject, whereText, withJobs } from '../jobs.ts';
import type { FoundJob } from '../jobs.ts';
import { shareDone } from '../progress.ts';
import { tableLines } from '../table.ts';
import { followJob } from '../work.ts';
import { formatCount, formatDuration, formatSize } from '../words.ts';

/** Ended jobs that a person sees before "and N more". */
const endedShown = 10;
/** Letters of an id that are printed; any beginning that only one job has is understood. */
const idLetters = 8;

export const register: Register = (program, bind) => {
  const job = program
    .command('job')
    .description(
      'See and steer the jobs of the running window, of "cfs serve" and of other commands, and go on with jobs that ' +
        'were interrupted. A job is named by its id or by any beginning of it that no other job has.',
    );
  job
    .command('list', { isDefault: true })
    .description('List the jobs, with the process that has each.')
    .option('-a, --all', 'all that have ended, too')
    .action(bind(list));
  job
    .command('pause')
    .description('Hold a job, within a second; what is finished stays.')
    .argument('<id...>', 'jobs')
    .action(bind(pause));
  job
    .command('resume')
    .description(
      'Go on with a paused job, begin a waiting one now, or take up an interrupted one: in the window or server that ' +
        'runs, else here.',
    )
    .argument('<id...>', 'jobs')
    .action(bind(resume));
  job
    .command('cancel')
    .description('End a job. What is finished stays, what is half copied is removed.')
    .argument('<id...>', 'jobs')
    .option('--after-file', 'finish the files that are under way first')
    .action(bind(cancel));
  job
    .command('retry')
    .description('Try the items again that failed in an ended job, as a new job with the same options.')
    .argument('<id...>', 'jobs')
    .action(bind(retry));
  job
    .command('limit')
    .description('Limit the speed of a job, while it runs; "none" takes the limit off.')
    .argument('<id>', 'a job')
    .argument('<rate>', 'such as 50M/s, or none', rateOrNone)
    .action(bind(limit));
  job
    .command('hours')
    .description('Let a job work only in these hours of the day, while it runs; "always" takes them off.')
    .argument('<id>', 'a job')
    .argument('<hours>', 'such as 22:00-06:00, or always', hoursOrAlways)
    .action(bind(hours));
  job
    .command('background')
    .description('Let a job give way to all others on its disks, while it runs; "off" ends that.')
    .argument('<id>', 'a job')
    .addArgument(new Argument('[state]', 'on or off').choices(['on', 'off']).default('on'))
    .action(bind(background));
  job
    .command('move')
    .description('Put a waiting job elsewhere in the order.')
    .argument('<id>', 'a waiting job')
    .option('--before <id>', 'another waiting job of the same process')
    .option('--first', 'before all others')
    .option('--last', 'behind all others')
    .action(bind(move));
  job
    .command('dismiss')
    .description('Take ended or interrupted jobs off the list.')
    .argument('<id...>', 'jobs')
    .action(bind(dismiss));
};

async function list(context: Context, { all }: { readonly all?: true }): Promise<void> {
  await withJobs(context, async ({ jobs, hosts, looked }) => {
    if (context.out.json) {
      for (const found of jobs) context.out.object(jobObject(found));
      return;
    }
    if (hosts.length === 0 && looked) context.say('No window, server or other command of CFS is running.');
    else if (jobs.length === 0) context.say('No jobs.');
    const ended = jobs.filter(({ job }) => hasEnded(job));
    const most = all === true ? ended.length : endedShown;
    const hidden = Math.max(0, ended.length - most);
    const shown = [...jobs.filter(({ job }) => !hasEnded(job)), ...ended.slice(hidden)];
    if (shown.length > 0) {
      const rows = shown.map((found) => rowOf(context, found));
      const head = ['ID', 'STATE', 'DONE', 'SPEED', 'WHERE', 'WHAT'];
      for (const line of tableLines([head, ...rows], { right: [2, 3] })) context.out.line(line);
    }
    if (hidden > 0) context.say(`and ${formatCount(hidden)} more that have ended (-a shows all)`);
    if (jobs.some(({ job }) => job.canRestart)) context.say('Go on with an interrupted job by: cfs job resume ID');
    await context.out.ready();
  });
}

function rowOf(context: Context, found: FoundJob): readonly string[] {
  const { job } = found;
  const { window = null } = job;
  const remarks = [
    ...(job.waitingFor === '' ? [] : [`waits for ${job.waitingFor}`]),
    ...(job.stays === undefined ? [] : ['does not go on by itself']),
    ...(job.questions > 0 ? [`${formatCount(job.questions)} questions wait for an answer`] : []),
    ...(job.errors.length === 0 ? [] : [`${formatCount(job.errors.length)} failed`]),
    ...(job.canRetry ? [job.state === 'cancelled' ? 'can be finished by a retry' : 'can be retried'] : []),
    ...(job.state === 'running' && job.etaMs !== null ? [`${formatDuration(job.etaMs)} left`] : []),
    ...(job.stopping === null || hasEnded(job) ? [] : ['is ending']),
  ];
  const speed = [
    ...(job.rate > 0 && !hasEnded(job) ? [`${formatSize(job.rate)}/s`] : []),
    ...(job.limit === null || hasEnded(job) ? [] : [`at most ${formatSize(job.limit)}/s`]),
    ...(job.background === true && !hasEnded(job) ? ['in the background'] : []),
    ...(window === null || hasEnded(job) ? [] : [`only ${formatWindow(window)}`]),
  ];
  return [
    job.id.slice(0, idLetters),
    job.state,
    job.counting ? 'counting' : `${Math.floor(shareDone(job) * 100)} %`,
    speed.join(', '),
    whereText(found),
    context.out.shown(job.title) + (remarks.length === 0 ? '' : ` (${remarks.join(', ')})`),
  ];
}

/** Does one thing with each named job; the others go on when one fails. */
async function each(context: Context, ids: readonly string[], work: (found: FoundJob) => Promise<void>): Promise<void> {
  await withJobs(context, async (all) => {
    for (const id of ids) await context.attempt(() => work(findJob(all, id)));
  });
}

/** Says what was done, or for a machine which job it was done to. */
function told(context: Context, what: string, { job, host }: FoundJob): void {
  if (context.out.json) {
    const { id } = job;
    context.out.object({ id, done: what.toLowerCase(), host: host && { kind: host.kind, pid: host.pid } });
  } else context.say(`${what}: ${context.out.shown(job.title)}`);
}

async function pause(context: Context, ids: readonly string[]): Promise<void> {
  await each(context, ids, async (found) => {
    await askHost(found, 'job.pause', { id: found.job.id });
    told(context, 'Paused', found);
  });
}

async function resume(context: Context, ids: readonly string[]): Promise<void> {
  const here: Job[] = [];
  await each(context, ids, async (found) => {
    const { job, host } = found;
    if (job.state !== 'interrupted') await askHost(found, 'job.resume', { id: job.id });
    else if (host === null) {
      here.push(job);
      return;
    } else await host.client.call('job.restart', { id: job.id });
    told(context, 'Resumed', found);
  });
  for (const job of here) {
    await context.attempt(async () => {
      const engine = await context.engine();
      const words = { done: 'Went on:', bytes: true };
      await followJob(context, await engine.jobs.restart(job.id), words);
    });
  }
}

async function cancel(
  context: Context,
  ids: readonly string[],
  { afterFile }: { readonly afterFile?: true },
): Promise<void> {
  const when: CancelWhen = afterFile === true ? 'file' : 'now';
  await each(context, ids, async (found) => {
    if (hasEnded(found.job)) {
      const why = `it is ${found.job.state}`;
      throw fail('refused', `Cancelling "${found.job.title}"`, why, 'there is nothing to cancel');
    }
    await askHost(found, 'job.cancel', { id: found.job.id, when });
    told(context, 'Cancelled', found);
  });
}

async function retry(context: Context, ids: readonly string[]): Promise<void> {
  await each(context, ids, async (found) => {
    const { job, host } = found;
    if (host === null) {
      throw fail('refused', `Retrying "${job.title}"`, 'it was interrupted', 'go on with it by "cfs job resume"');
    }
    const { jobId } = await host.client.call('job.retry', { id: job.id });
    if (context.out.json) context.out.object({ id: jobId, of: job.id, host: { kind: host.kind, pid: host.pid } });
    else context.say(`Retrying as ${jobId.slice(0, idLetters)}: ${context.out.shown(job.title)}`);
  });
}

async function limit(context: Context, id: string, bytesPerSecond: number | null): Promise<void> {
  await each(context, [id], async (found) => {
    await askHost(found, 'job.limit', { id: found.job.id, bytesPerSecond });
    told(context, bytesPerSecond === null ? 'Not limited' : `Limited to ${formatSize(bytesPerSecond)}/s`, found);
  });
}

async function hours(context: Context, id: string, window: RunWindow | null): Promise<void> {
  await each(context, [id], async (found) => {
    await askHost(found, 'job.window', { id: found.job.id, window });
    told(context, window === null ? 'Works at any hour' : `Works only ${formatWindow(window)}`, found);
  });
}

async function background(context: Context, id: string, state: string): Promise<void> {
  const isBackground = state === 'on';
  await each(context, [id], async (found) => {
    await askHost(found, 'job.background', { id: found.job.id, background: isBackground });
    told(context, isBackground ? 'In the background' : 'At full speed', found);
  });
}

interface MoveOptions {
  readonly before?: string;
  readonly first?: true;
  readonly last?: true;
}

async function move(context: Context, id: string, options: MoveOptions): Promise<void> {
  const given = [options.before, options.first, options.last].filter((option) => option !== undefined);
  if (given.length !== 1) {
    throw fail('invalid', 'Reading the command "job move"', 'it needs one place', 'use --before ID, --first or --last');
  }
  await withJobs(context, async (all) => {
    const found = findJob(all, id);
    const queued = all.jobs
      .filter(({ job, host }) => job.state === 'queued' && host === found.host && job.id !== found.job.id)
      .sort((a, b) => a.job.order - b.job.order);
    let before: string | null = null;
    if (options.before !== undefined) before = findJob(all, options.before).job.id;
    else if (options.first === true) before = queued[0]?.job.id ?? null;
    await askHost(found, 'job.reorder', { id: found.job.id, before });
    told(context, 'Moved', found);
  });
}

async function dismiss(context: Context, ids: readonly string[]): Promise<void> {
  await each(context, ids, async (found) => {
    if (found.host === null) (await context.engine()).jobs.dismiss(found.job.id);
    else await askHost(found, 'job.dismiss', { id: found.job.id });
    told(context, 'Dismissed', found);
  });
}

/** Null for always. */
function hoursOrAlways(text: string): RunWindow | null {
  return text === 'always' ? null : windowValue(text);
}

/** Bytes per second; null for none. */
function rateOrNone(text: string): number | null {
  return text === 'none' ? null : rateValue(text);
}
