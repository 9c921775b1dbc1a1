import { AppError, toWire } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import type { Volume } from '../volume/volume.ts';
import { devicesOf } from './devices.ts';
import { addError, addLeft, addNote, isStopping, touch, waitsFor } from './live-job.ts';
import type { Live } from './live-job.ts';
import type { Turns } from './turns.ts';
import type { CopyTurn, JobRun } from './types.ts';

export function cancelled({ title }: Pick<Job, 'title'>): AppError {
  return new AppError('cancelled', `${title}: it was cancelled: start it again when you want it.`);
}

/** Waits while the job stands still. @throws AppError `cancelled` */
export async function checkpoint(live: Live): Promise<void> {
  while (live.gate !== null && !isStopping(live, 'file')) await live.gate.promise;
  if (!isStopping(live, 'file')) return;
  live.stopped = true;
  throw cancelled(live.job);
}

/** What the work of this job tells of itself and asks for. */
export function createRun(live: Live, turns: Turns): JobRun {
  const { job } = live;
  return {
    id: job.id,
    signal: live.abort.signal,
    questions: live.questions,
    checkpoint: () => checkpoint(live),
    turn: (volumes) => takeTurn(live, turns, volumes),
    addTotals(files, bytes) {
      job.filesTotal += files;
      job.bytesTotal += bytes;
      touch(live);
    },
    counting(still) {
      job.counting = still;
      touch(live);
    },
    current(path) {
      job.current = path;
      touch(live);
    },
    active(lane, item) {
      if (item === null) live.active.delete(lane);
      else live.active.set(lane, item);
      touch(live);
    },
    stopping: () => live.stopped || isStopping(live, 'file'),
    addBytes(bytes) {
      job.bytesDone += bytes;
      touch(live);
    },
    addPlaced(volume, bytes) {
      live.perVolume.set(volume, (live.perVolume.get(volume) ?? 0) + bytes);
      touch(live);
    },
    item(item) {
      if (item.outcome === 'done') job.filesDone += 1;
      else {
        job.filesSkipped += 1;
        addLeft(live, item);
      }
      touch(live);
      for (const listener of live.listeners) listener(item);
    },
    verified(how) {
      if (how === 'device' || how === 'cached') live.verified[how] += 1;
    },
    failed(path, error, again) {
      // What was under way at a cancel was not tried to its end: that is no failure of the item.
      if (isStopping(live, 'file') && error.code === 'cancelled') live.stopped = true;
      else addError(live, { path, error: toWire(error) }, again);
    },
    madeFolder(path) {
      live.facts.madeFolders.push(path);
      live.remember();
    },
    noteTimes(folder, mtimeNs, atimeNs) {
      live.facts.folderTimes[folder] = [String(mtimeNs), String(atimeNs)];
      live.remember();
    },
    note(text) {
      addNote(live, text);
    },
  };
}

async function takeTurn(live: Live, turns: Turns, volumes: readonly Volume[]): Promise<CopyTurn> {
  const copy = live.pace.open();
  const waits = (words: string): void => waitsFor(live, copy, words);
  // Nothing is shared out to a copy that still waits.
  copy.yield(true);
  live.copies.add(copy);
  const devices = devicesOf(volumes);
  for (const { name } of devices) {
    if (!live.lanes.has(name)) touch(live);
    live.lanes.add(name);
  }
  const request = {
    job: live.job.id,
    devices,
    yields: (stands: boolean) => copy.yield(stands),
    waits,
  };
  try {
    const turn = await turns.take(request, AbortSignal.any([live.abort.signal, live.windDown.signal]));
    copy.yield(false);
    return {
      steering: copy.steering,
      moved: () => turn.moved(),
      end() {
        copy.end();
        live.copies.delete(copy);
        waits('');
        turn.end();
      },
    };
  } catch {
    copy.end();
    live.copies.delete(copy);
    live.stopped = true;
    throw cancelled(live.job);
  }
}
