import { fail, isAppError } from '../../../shared/errors.ts';
import { wastedBy } from '../../../shared/duplicates.ts';
import type { DuplicateGroup, DuplicateReport } from '../../../shared/duplicates.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, Pool, PoolDuplicates } from '../api.ts';
import { awayOf } from './compare-copies.ts';
import type { PoolContext } from './context.ts';
import { findCandidates } from './duplicate-candidates.ts';
import type { Candidate } from './duplicate-candidates.ts';
import { hashCandidates } from './duplicate-hashing.ts';
import { startTrashDuplicates } from './trash-duplicates.ts';

/** Groups that one answer holds unless it is asked for less. */
const pageMost = 500;

type Search = Omit<DuplicateReport, 'page' | 'groups' | 'files' | 'wasted'> & {
  readonly found: readonly DuplicateGroup[];
};

/** Duplicates of one pool: the last search is remembered as long as this process lives. */
export function poolDuplicates(context: PoolContext): Pick<Pool, 'duplicates'> {
  let last: Search | null = null;
  let running: JobHandle | null = null;

  const duplicates: PoolDuplicates = {
    async find({ path = rootPath, larger = 1, signal } = {}) {
      await context.ready();
      if (running !== null && running.snapshot().endedMs === null) {
        const why = 'a search for duplicates of this pool is under way';
        throw fail('busy', 'Looking for duplicates', why, 'wait for its end, or cancel it');
      }
      const where = path === rootPath ? context.transfer.poolName : baseName(path);
      const spec = {
        pool: context.id,
        kind: 'duplicates' as const,
        title: `Looking for duplicates in ${where}`,
        // It only reads, and takes turns on the devices: nobody has to wait for it, nor it for others.
        immediately: true,
        ...(signal === undefined ? {} : { signal }),
      };
      const least = Math.max(1, Math.floor(larger));
      const job = context.engine.jobs.start(spec, async (run) => {
        const away = awayOf(context).map(({ volume }) => volume);
        const begun: Search = {
          ...{ jobId: run.id, state: 'running', path, larger: least, endedMs: null, looked: 0, away, found: [] },
        };
        last = begun;
        try {
          const { groups, undecided } = await findCandidates(context, run, { path, least });
          if (undecided > 0) {
            const files = undecided === 1 ? '1 file' : `${String(undecided)} files`;
            run.note(`${files} whose copies differ were left out: decide about those first.`);
          }
          if (away.length > 0) run.note(`What is only on ${away.join(', ')} was not looked at: not connected.`);
          const alike = await hashCandidates(groups, run, context.engine.home.digests);
          const found = alike.map(groupOf).sort((a, b) => b.wasted - a.wasted || (a.id < b.id ? -1 : 1));
          last = { ...begun, state: 'done', endedMs: Date.now(), looked: groups.flat().length, found };
        } catch (thrown) {
          last = { ...begun, state: 'stopped', endedMs: Date.now() };
          if (!isAppError(thrown) && run.signal.aborted) return;
          throw thrown;
        }
      });
      running = job;
      return job;
    },

    report({ offset = 0, limit = pageMost } = {}) {
      if (last === null) return null;
      const { found, ...search } = last;
      return {
        ...search,
        groups: found.length,
        files: found.reduce((sum, { files }) => sum + files.length, 0),
        wasted: found.reduce((sum, { wasted }) => sum + wasted, 0),
        page: found.slice(offset, offset + limit),
      };
    },

    async trash(choices, options = {}) {
      await context.ready();
      return startTrashDuplicates(context, choices, forget, options.signal);
    },
  };

  /** What went is no duplicate any more. */
  const forget = (path: PoolPath): void => {
    if (last === null) return;
    const found = last.found.flatMap((group) => {
      if (!group.files.some((file) => file.path === path)) return [group];
      const files = group.files.filter((file) => file.path !== path);
      return files.length < 2 ? [] : [{ ...group, files, wasted: wastedBy(group.size, files) }];
    });
    last = { ...last, found };
  };
  return { duplicates };
}

function groupOf(candidates: readonly Candidate[]): DuplicateGroup {
  const files = candidates
    .map(({ path, members, mtimeMs, links }) => ({ path, volumes: members.map(({ name }) => name), mtimeMs, links }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const [first] = candidates;
  const size = first?.size ?? 0;
  return { id: `${String(size)}-${files[0]?.path ?? ''}`, size, wasted: wastedBy(size, files), files };
}
