import { fail } from '../../shared/errors.ts';
import type { PoolPath } from '../../shared/path.ts';
import { parsePath, pathNames, rebasePath, rootPath } from '../../shared/path.ts';
import type { Engine, Receiver } from '../engine/api.ts';

/** A job whose files come over HTTP, while it is open. */
export interface Upload {
  readonly receiver: Receiver;
  readonly dest: PoolPath;
  /** Requests that are under way. */
  active: number;
  /** The window that began it is gone. */
  orphaned: boolean;
  /** All files have come: nobody has to come back to it. */
  complete: boolean;
  timer: NodeJS.Timeout | null;
}

export interface Uploads {
  add(receiver: Receiver, dest: PoolPath): void;
  /** Does work for the upload; while it lasts the upload is not given up. @throws AppError `not-found` */
  use<T>(jobId: string, work: (upload: Upload) => Promise<T>): Promise<T>;
  /** The window that began it is gone: without a sign of life the job is cancelled after a while. */
  orphan(jobId: string): void;
  close(): void;
}

/** ms that the window has to come back to an upload. */
const graceMs = 60_000;

export function createUploads(jobs: Pick<Engine['jobs'], 'cancel'>, options: { graceMs?: number } = {}): Uploads {
  const uploads = new Map<string, Upload>();

  const arm = (id: string, upload: Upload): void => {
    if (upload.timer !== null) clearTimeout(upload.timer);
    upload.timer = null;
    if (!upload.orphaned || upload.complete || upload.active > 0 || !uploads.has(id)) return;
    upload.timer = setTimeout(() => {
      uploads.delete(id);
      jobs.cancel(id);
    }, options.graceMs ?? graceMs);
    upload.timer.unref();
  };

  return {
    add(receiver, dest) {
      const upload: Upload = { receiver, dest, active: 0, orphaned: false, complete: false, timer: null };
      uploads.set(receiver.id, upload);
      void receiver.ended.finally(() => {
        uploads.delete(receiver.id);
        arm(receiver.id, upload);
      });
    },
    async use(jobId, work) {
      const upload = uploads.get(jobId);
      if (upload === undefined) {
        const why = 'there is no open upload with this id';
        throw fail('not-found', 'Receiving files', why, 'it has ended or was cancelled: start it again', {
          data: { jobId },
        });
      }
      upload.active += 1;
      arm(jobId, upload);
      try {
        return await work(upload);
      } finally {
        upload.active -= 1;
        arm(jobId, upload);
      }
    },
    orphan(jobId) {
      const upload = uploads.get(jobId);
      if (upload === undefined) return;
      upload.orphaned = true;
      arm(jobId, upload);
    },
    close() {
      for (const upload of uploads.values()) if (upload.timer !== null) clearTimeout(upload.timer);
      uploads.clear();
    },
  };
}

/** `relative` (as the window sends it) below the upload's destination. @throws AppError `invalid`, `bad-name` */
export function uploadTarget(upload: Upload, relative: string): PoolPath {
  const path = parsePath(relative);
  if (pathNames(path).length === 0) {
    throw fail('invalid', 'Receiving a file', 'it has no name', 'give a path below the destination', {
      data: { field: 'path' },
    });
  }
  return rebasePath(path, rootPath, upload.dest);
}
