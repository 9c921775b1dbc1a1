import { useEffect, useRef } from 'react';
import { overall, shareWords } from '../../../shared/progress.ts';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { isEnded } from '../../state/jobs.ts';
import { endWords } from '../../state/job-words.ts';
import { speak } from '../../state/notices.ts';
import { createHerald } from './herald.ts';
import { spokenWords } from './line-words.ts';
import { missingRoom } from './room.ts';

/** Says how jobs begin and end and, by quarters, how far all are; politely, and at most every ten seconds. */
export function useAnnouncements(jobs: readonly Job[], pool: PoolInfo): void {
  const known = useRef(new Map<string, Job['state']>());
  const questions = useRef(new Map<string, number>());
  const tight = useRef(new Set<string>());
  const quarter = useRef(0);
  const herald = useRef<ReturnType<typeof createHerald> | null>(null);
  useEffect(() => () => herald.current?.end(), []);
  useEffect(() => {
    const { say } = (herald.current ??= createHerald(speak));
    for (const job of jobs) {
      const before = known.current.get(job.id);
      known.current.set(job.id, job.state);
      const asked = questions.current.get(job.id) ?? 0;
      questions.current.set(job.id, job.questions);
      if (job.questions > 0 && asked === 0) {
        say(spokenWords.taken(job.title, job.questions));
      } else if (isEnded(job) && before !== undefined && before !== job.state)
        say(spokenWords.ended(job.title, endWords(job)));
      else if (before === undefined && !isEnded(job)) say(job.title);
      const missing = isEnded(job) || tight.current.has(job.id) ? 0 : missingRoom(job, jobs, pool);
      if (missing > 0) {
        tight.current.add(job.id);
        say(spokenWords.noRoom(job.title, missing));
      }
    }
    const { share, mode } = overall(jobs);
    const now = share === null || mode !== 'works' ? 0 : Math.floor(share * 4);
    if (now > quarter.current && share !== null) say(spokenWords.share(shareWords(share)));
    quarter.current = now;
  }, [jobs, pool]);
}
