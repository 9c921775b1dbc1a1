import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { PlacementReason } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { withReasons } from '../placement/tried.ts';
import type { ByteSource, WriteOptions, WriteReceipt } from '../volume/volume.ts';
import { refuseRoot } from './copies.ts';
import type { Coming } from './away.ts';
import type { Copies } from './copies.ts';
import type { Folders } from './folders.ts';
import type { Load } from './load.ts';
import type { Locks } from './locks.ts';
import type { Placing } from './placing.ts';
import { openReplay } from './replay.ts';
import type { Replay } from './replay.ts';
import type { Journal, Member, Placement } from './types.ts';

export interface WriteParts {
  readonly pool: string;
  readonly copies: Copies;
  readonly folders: Folders;
  readonly placing: Placing;
  readonly load: Load;
  readonly locks: Locks;
  readonly journal: Journal;
  readonly placed: (path: PoolPath, reason: PlacementReason) => void;
}

/** What another volume may do better: the fault lies with the one that was chosen. */
export const worthAnother: ReadonlySet<ErrorCode> = new Set([
  'no-space',
  'read-only',
  'offline',
  'timeout',
  'io',
  'bad-name',
  'denied',
  'corrupt',
]);

/** Reports bytes once, also when a second volume begins from the start. */
function reportOnce(onBytes: ((bytes: number) => void) | undefined): {
  readonly start: () => void;
  readonly add: (bytes: number) => void;
} {
  let reported = 0;
  let now = 0;
  return {
    start: () => {
      now = 0;
    },
    add(bytes) {
      now += bytes;
      if (now <= reported) return;
      onBytes?.(now - reported);
      reported = now;
    },
  };
}

/** Volume.write of a pool: places by the policy, and goes on to another volume when one gives up halfway. */
export async function writeToPool(
  parts: WriteParts,
  path: PoolPath,
  source: ByteSource,
  options: WriteOptions,
): Promise<WriteReceipt> {
  const { pool, copies, placing, locks } = parts;
  const attempted = `Writing ${path} in ${pool}`;
  if (options.signal?.aborted === true) {
    throw fail('cancelled', attempted, 'it was cancelled', 'start it again when you want it');
  }
  refuseRoot(path, attempted);
  return locks.hold([path], async () => {
    await copies.refuseTaken(path, attempted);
    await copies.parents(path, attempted);
    const replay = openReplay(source);
    const progress = reportOnce(options.onBytes);
    const tried = new Map<string, AppError>();
    let isSecond = false;
    try {
      for (;;) {
        let placement: Placement;
        try {
          placement = await placing.place({ path, size: options.size ?? 0, exclude: new Set(tried.keys()) });
        } catch (thrown) {
          throw refusalAfter(parts, thrown, tried);
        }
        progress.start();
        const onBytes = (bytes: number): void => {
          placement.wrote(bytes);
          progress.add(bytes);
        };
        try {
          const receipt = await writeOn(parts, placement, path, replay, { ...options, onBytes });
          parts.placed(path, placement.reason);
          return receipt;
        } catch (thrown) {
          const error = asAppError(thrown);
          if (error.code === 'not-found' && !isSecond && replay.canRepeat()) {
            // Another write made the folder there and took it away again when it failed.
            isSecond = true;
            await copies.parents(path, attempted);
            continue;
          }
          if (!worthAnother.has(error.code) || options.signal?.aborted === true) throw error;
          if (!replay.canRepeat()) throw cannotRepeat(error, attempted, replay.given());
          tried.set(placement.member.name, error);
        }
      }
    } finally {
      replay.close();
    }
  });
}

/**
 * What a file's refusal by the placement means after these volumes refused it: each one's own words; of the only
 * volume just those, as they say more than that no other one is left.
 */
export function refusalAfter({ copies }: WriteParts, thrown: unknown, tried: ReadonlyMap<string, AppError>): AppError {
  const [only] = tried.values();
  if (only !== undefined && copies.online().length === 1) return only;
  return withReasons(asAppError(thrown), tried);
}

function cannotRepeat(error: AppError, attempted: string, given: number): AppError {
  const why = `after ${formatSize(given)}: ${error.message}`;
  const todo = 'nothing is left of it; send it again, and it goes to another volume';
  return fail(error.code, attempted, why, todo, { data: error.data, cause: error });
}

async function writeOn(
  { pool, copies, folders, load, journal }: WriteParts,
  { member, release }: Placement,
  path: PoolPath,
  replay: Replay,
  options: WriteOptions,
): Promise<WriteReceipt> {
  const ended = load.begin(member.name);
  let written = 0;
  let made: readonly PoolPath[] = [];
  let journalEnd: () => void = () => undefined;
  try {
    made = await folders.ensure(member, parentPath(path));
    journalEnd = await journal.writing(member, [parentPath(path)]);
    // The last moment before it is published: another program may have made it on another volume meanwhile.
    const source = replay.open(() => copies.refuseTaken(path, `Writing ${path} in ${pool}`));
    const receipt = await member.volume.write(path, source, options);
    written = receipt.bytes;
    return receipt;
  } catch (thrown) {
    await folders.undo(member, made);
    throw thrown;
  } finally {
    journalEnd();
    ended(written);
    release();
  }
}

/**
 * Makes a folder or link of the pool on one member: one that has the parent folder if it can, else any. `able`: members
 * that can hold it at all.
 */
export async function makeInPool(
  { copies, folders, placing, locks }: WriteParts,
  path: PoolPath,
  attempted: string,
  able: (members: readonly Member[]) => Promise<readonly Member[]>,
  make: (member: Member) => Promise<void>,
  coming: Coming | null = null,
): Promise<void> {
  if (path === '/') throw fail('exists', attempted, 'it is the pool itself', 'choose a name');
  await locks.hold([path], async () => {
    await copies.refuseTaken(path, attempted, coming);
    const holders = await able(await copies.parents(path, attempted));
    let member: Member;
    try {
      member = await placing.placeSmall(path, holders);
    } catch (thrown) {
      if (!isAppError(thrown)) throw thrown;
      member = await placing.placeSmall(path, await able(copies.all()));
    }
    const made = await folders.ensure(member, parentPath(path));
    try {
      await make(member);
    } catch (thrown) {
      await folders.undo(member, made);
      throw thrown;
    }
  });
}
