import { statSync } from 'node:fs';
import type { MethodName, Output, Parsed } from '../../shared/contract.ts';
import type { Client } from '../../shared/client.ts';
import { fail } from '../../shared/errors.ts';
import type { Job } from '../../shared/model.ts';
import type { CallContext, Handlers } from './dispatch.ts';
import type { EventSource, HostEvent } from './events.ts';
import { joinOne } from './join.ts';
import { readRecords, runFolder } from './local-place.ts';
import type { HostKind, HostOwner, HostRecord } from './local-place.ts';

/** ms between two looks for processes that began; those that ended are told by their connection. */
const lookMs = 1_000;
/** ms that a process may take to say hello, and after which one that did not is asked again. */
const patienceMs = 2_000;
const againMs = 30_000;
/** ms after which the time of a folder tells of every later change: some file systems count them in 2 s. */
const settledMs = 3_000;
const nothingTaken = { run: '', stamp: '' };

/** The jobs of other processes of this home, as they are shown beside one's own. */
export interface Neighbours extends EventSource {
  jobs(): readonly Job[];
  /** The process that has this job; null when none of the others has. */
  holder(id: string): Client | null;
  close(): void;
}

interface Neighbour {
  readonly client: Client;
  readonly kind: HostKind;
  readonly jobs: Map<string, Job>;
}

const where: Readonly<Record<HostKind, string>> = {
  window: 'in the window',
  server: 'by the server',
  command: 'by a command in a terminal',
};

/**
 * Follows the jobs of the other processes of this home while somebody listens. Interrupted ones are left out: every
 * process offers them itself. `self`: this process, which is no neighbour of its own. Nothing that another process does or sends can make this one fail.
 */
export function openNeighbours(home: string, self: HostOwner): Neighbours {
  const listeners = new Set<(event: HostEvent) => void>();
  /** By the file of its record; null while it is being joined, or when it did not answer. */
  const known = new Map<string, Neighbour | null>();
  let timer: NodeJS.Timeout | null = null;
  /** The folder of records, and its stamp when all that it told had been taken in. */
  let taken = nothingTaken;

  /** Its record, when it is still there, is looked at again. */
  const forget = (file: string): void => {
    known.delete(file);
    taken = nothingTaken;
  };
  const tell = (event: HostEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const drop = (neighbour: Neighbour, id: string): void => {
    if (neighbour.jobs.delete(id)) tell({ name: 'job.removed', payload: { id } });
  };
  const take = (neighbour: Neighbour, job: Job): void => {
    if (job.state === 'interrupted') return;
    const former = neighbour.jobs.get(job.id);
    if (former !== undefined && former.revision >= job.revision) return;
    const shown = { ...job, title: `${job.title} (${where[neighbour.kind]})` };
    neighbour.jobs.set(job.id, shown);
    tell({ name: 'job.changed', payload: { job: shown } });
  };

  const join = async (record: HostRecord): Promise<void> => {
    const { file } = record;
    known.set(file, null);
    const joined = await joinOne(record, patienceMs);
    if (joined === null) return;
    if (!('client' in joined)) {
      // It was stopped, or hangs.
      setTimeout(() => forget(file), againMs).unref();
      return;
    }
    const { client, kind } = joined;
    if (timer === null) {
      client.close();
      forget(file);
      return;
    }
    const neighbour: Neighbour = { client, kind, jobs: new Map() };
    known.set(file, neighbour);
    client.on('job.changed', ({ job }) => take(neighbour, job));
    client.on('job.removed', ({ id }) => drop(neighbour, id));
    client.onClose(() => {
      forget(file);
      for (const id of [...neighbour.jobs.keys()]) drop(neighbour, id);
    });
    for (const job of await client.call('job.list', {})) take(neighbour, job);
  };

  const look = (): void => {
    try {
      if (taken.stamp !== '' && stampOf(taken.run) === taken.stamp) return;
      const run = runFolder(home, false);
      taken = run === null ? nothingTaken : { run, stamp: stampOf(run) };
      const records = run === null ? [] : readRecords(run);
      const files = new Set(records.map(({ file }) => file));
      for (const [file, neighbour] of known) if (neighbour === null && !files.has(file)) known.delete(file);
      for (const record of records) {
        if (known.has(record.file) || isSame(record.owner, self)) continue;
        // It ended in the same moment: its connection has told that.
        join(record).catch(() => undefined);
      }
    } catch {
      // The folder cannot be used: there are no neighbours to see.
    }
  };

  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    for (const neighbour of [...known.values()]) neighbour?.client.close();
    known.clear();
    taken = nothingTaken;
  };

  return {
    jobs: () => [...known.values()].flatMap((neighbour) => [...(neighbour?.jobs.values() ?? [])]),
    holder(id) {
      for (const neighbour of known.values()) if (neighbour?.jobs.has(id) === true) return neighbour.client;
      return null;
    },
    subscribe(listener) {
      listeners.add(listener);
      if (timer === null) {
        timer = setInterval(look, lookMs).unref();
        look();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    close: stop,
  };
}

/** Changes with every record that comes or goes, and with who may reach them; empty so soon after a change that another one might look the same. */
function stampOf(run: string): string {
  const { mtimeMs, ctimeMs, ino } = statSync(run);
  const isSettled = Date.now() - Math.max(mtimeMs, ctimeMs) >= settledMs;
  return isSettled ? `${String(ino)} ${String(mtimeMs)} ${String(ctimeMs)}` : '';
}

function isSame(one: HostOwner, other: HostOwner): boolean {
  return one.host === other.host && one.boot === other.boot && one.pid === other.pid && one.start === other.start;
}

/** The same host, that also shows and steers the jobs of its neighbours. */
export function withNeighbours(handlers: Handlers, neighbours: Neighbours): Handlers {
  const forward = <Name extends MethodName>(name: Name) => {
    return async (input: Parsed<Name>, context: CallContext): Promise<Output<Name>> => {
      const holder = 'id' in input && typeof input.id === 'string' ? neighbours.holder(input.id) : null;
      // What was parsed is sent on as it is: it passes the same parser there.
      if (holder !== null) return holder.call(name, input as never, { signal: context.signal });
      const own = handlers[name] as (input: Parsed<Name>, context: CallContext) => Promise<Output<Name>>;
      return own(input, context);
    };
  };
  const names = (Object.keys(handlers) as MethodName[]).filter(
    (name) => name.startsWith('job.') && name !== 'job.list',
  );
  return {
    ...handlers,
    ...Object.fromEntries(names.map((name) => [name, forward(name)])),
    // Only the jobs of this process are known to its engine.
    'volume.eject': async (input, context) => {
      const working = neighbours.jobs().find(({ pool, endedMs }) => pool === input.pool && endedMs === null);
      if (working === undefined) return handlers['volume.eject'](input, context);
      const why = `“${working.title}” is under way`;
      throw fail('busy', `Ejecting ${input.volume}`, why, 'let it end or cancel it, then eject the volume again');
    },
    'job.list': async (input, context) => [...(await handlers['job.list'](input, context)), ...neighbours.jobs()],
  };
}
