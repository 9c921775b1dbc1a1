import { useMemo, useState } from 'react';
import { ArrowLeft, ChevronDown, CircleCheck, Pause, Play, X } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Answer, Job, PoolInfo, Question } from '../../../shared/model.ts';
import {
  applyDrafts,
  chooseJob,
  clearDrafts,
  draft,
  draftOf,
  draftRest,
  isOpen,
  useAskingJobs,
  useDecisions,
  useQuestionsOf,
} from '../../state/decisions.ts';
import { cancelJob, isEnded, pauseJob, resumeJob, useJob } from '../../state/jobs.ts';
import { notify, notifyError, speak } from '../../state/notices.ts';
import { go } from '../../state/route.ts';
import { count } from '../../text.ts';
import { Button, Empty, Icon, IconButton, Menu, MenuItem, PageBar, ProgressBar, Segmented } from '../../ui/index.ts';
import { amountWords, fraction, leftWords } from '../../state/job-words.ts';
import css from './decisions.module.css';
import { DecisionRow } from './row.tsx';
import {
  answerWords,
  existingWords,
  groupAmount,
  groupsOf,
  groupTitle,
  incomingWords,
  lead,
  summary,
} from './words.ts';
import type { Group } from './words.ts';

/** Rows of a group that are drawn at first, and more at each press. */
const step = 200;

const toFiles = (): void => go({ screen: 'files' });

/** The names that are taken in a copy, move or upload, decided beside it: it goes on meanwhile. */
export function DecisionsScreen({ pool }: { readonly pool: PoolInfo }) {
  const asking = useAskingJobs(pool.id);
  const wanted = useJob(useDecisions((state) => state.jobId));
  const job = wanted !== undefined && !isEnded(wanted) ? wanted : asking[0];
  useQuestionsOf(job);
  const { questions, drafts, alike, rest } = useDecisions();
  const [filter, setFilter] = useState<'all' | 'open'>('all');
  const open = questions.filter(isOpen);
  return (
    <>
      <PageBar>
        <IconButton label="Back to files" icon={ArrowLeft} onClick={toFiles} />
        <h1>Decisions</h1>
        {job !== undefined && <JobChoice job={job} jobs={asking} />}
        {job !== undefined && (
          <span className={css['end']}>
            <Segmented
              label="Names that are shown"
              value={filter}
              onChange={setFilter}
              options={[
                { value: 'all', label: `All ${questions.length.toLocaleString('en-GB')}` },
                { value: 'open', label: `To decide ${open.length.toLocaleString('en-GB')}` },
              ]}
            />
          </span>
        )}
      </PageBar>
      <main className={css['screen']}>
        {job === undefined ? (
          <Empty icon={CircleCheck} title="Nothing to decide" action={<Button onClick={toFiles}>Back to files</Button>}>
            When a name is taken in a copy or a move, it is asked about here, and all else goes on.
          </Empty>
        ) : (
          <>
            <div className={css['lead']}>
              <h2>{lead(questions.length, open.length)}</h2>
              <p>
                All else goes on without them. Each can be decided now or later;{' '}
                <b>nothing is replaced until you say so.</b>
              </p>
            </div>
            <RunBar job={job} />
            <List
              job={job}
              pool={pool}
              questions={filter === 'open' ? open : questions}
              state={{ drafts, alike, rest }}
            />
            <Footer questions={open} state={{ drafts, alike, rest }} />
          </>
        )}
      </main>
    </>
  );
}

/** Which job is decided about, where several ask. */
function JobChoice({ job, jobs }: { readonly job: Job; readonly jobs: readonly Job[] }) {
  const title = visibleName(job.title);
  if (jobs.length < 2) return <span className={css['jobName']}>{title}</span>;
  return (
    <Menu
      trigger={
        <button type="button" className={css['jobName']} aria-label={`Decisions of: ${title}`}>
          <span>{title}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {jobs.map((one) => (
        <MenuItem key={one.id} onSelect={() => chooseJob(one.id)} shortcut={String(one.questions)}>
          {visibleName(one.title)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function RunBar({ job }: { readonly job: Job }) {
  const done = fraction(job);
  const paused = job.state === 'paused';
  const title = visibleName(job.title);
  const words = job.asking
    ? 'All else is done. It waits for you.'
    : paused
      ? 'Paused. Every file is whole.'
      : visibleName(job.current);
  return (
    <section className={css['run']} aria-label="Operation">
      <div className={css['runWhat']}>
        <b title={title}>{title}</b>
        <em title={words}>{words}</em>
      </div>
      <div className={css['runProgress']}>
        <ProgressBar
          label={title}
          value={(done ?? 0) * 1000}
          max={done === null ? 0 : 1000}
          still={paused || job.asking}
        />
        <em>{[amountWords(job), paused ? '' : leftWords(job)].filter((part) => part !== '').join(', ')}</em>
      </div>
      <span className={css['runButtons']}>
        {paused ? (
          <IconButton label="Continue" icon={Play} onClick={() => resumeJob(job.id)} />
        ) : (
          <IconButton label="Pause" icon={Pause} onClick={() => pauseJob(job.id)} />
        )}
        <IconButton label="Cancel: what is undecided is left out" icon={X} onClick={() => cancelJob(job.id)} />
      </span>
    </section>
  );
}

type Drafts = Parameters<typeof draftOf>[0];

interface ListProps {
  readonly job: Job;
  readonly pool: PoolInfo;
  readonly questions: readonly Question[];
  readonly state: Drafts;
}

function List({ job, pool, questions, state }: ListProps) {
  const groups = useMemo(() => groupsOf(questions), [questions]);
  const sides = [incomingWords(job), existingWords(job)] as const;
  return (
    <div className={css['list']} role="table" aria-label="Names that are taken">
      <div role="rowgroup" className={css['headRow']}>
        <div role="row" className={css['head']}>
          {['Name', ...sides, 'Contents', 'Decision'].map((title) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      {groups.map((group) => (
        <GroupRows key={group.kind} group={group} job={job} pool={pool} sides={sides} state={state} />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly job: Job;
  readonly pool: PoolInfo;
  readonly sides: readonly [string, string];
  readonly state: Drafts;
}

function GroupRows({ group: { kind, questions }, job, pool, sides, state }: GroupProps) {
  const [shown, setShown] = useState(step);
  const open = questions.filter(isOpen);
  const [first] = open;
  const offered: Answer =
    kind === 'newer' || kind === 'same-time' ? 'replace' : kind === 'types' ? 'keep-both' : 'skip';
  return (
    <div role="rowgroup" aria-label={groupTitle(kind)}>
      <div role="row" className={css['group']}>
        <div role="cell" aria-colspan={5}>
          <h3>{groupTitle(kind)}</h3>
          <em>{groupAmount(questions)}</em>
          {kind === 'same-contents' && open.length === 0 && (
            <em className={css['note']}>Skipped: nothing is lost either way</em>
          )}
          {first !== undefined && open.length > 1 && (
            <Button variant="bare" onClick={() => draft(first, offered, true)}>
              {answerWords(offered)} all {open.length.toLocaleString('en-GB')}
            </Button>
          )}
        </div>
      </div>
      {questions.slice(0, shown).map((question) => (
        <DecisionRow
          key={question.id}
          question={question}
          chosen={draftOf(state, question)}
          job={job}
          pool={pool}
          alike={open.length}
          sides={sides}
        />
      ))}
      {questions.length > shown && (
        <div role="row" className={css['more']}>
          <div role="cell" aria-colspan={5}>
            <Button variant="bare" onClick={() => setShown(shown + step)}>
              Show {count(questions.length - shown, 'more', 'more')}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

function Footer({ questions, state }: { readonly questions: readonly Question[]; readonly state: Drafts }) {
  const [busy, setBusy] = useState(false);
  const chosen = questions.map((question) => draftOf(state, question));
  const ready = chosen.filter((one) => one !== null).length;
  const replaces = chosen.filter((one) => one === 'replace').length;
  const comparing = questions.filter(({ contents }) => contents === 'comparing').length;
  const words = summary(chosen, comparing);
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const left = await applyDrafts();
      if (left === 0) {
        notify(`${count(ready, 'name')} decided`);
        toFiles();
      } else speak(`${count(ready, 'name')} decided, ${left} left`);
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <footer className={css['foot']}>
      <div className={css['footWords']}>
        <b>{questions.length === 0 ? 'All is decided' : words}</b>
        <em>
          {replaces > 0
            ? `Replaces ${count(replaces, 'file')}; the old ones can be restored`
            : 'Replaces nothing so far'}
        </em>
      </div>
      {ready > 0 && <Button onClick={clearDrafts}>Start over</Button>}
      <Button
        disabled={questions.length === ready}
        why="Nothing is left to choose for"
        onClick={() => draftRest('keep-both')}
      >
        Keep both for the rest
      </Button>
      <Button
        disabled={questions.length === ready}
        why="Nothing is left to choose for"
        onClick={() => draftRest('skip')}
      >
        Skip the rest
      </Button>
      <Button
        variant="primary"
        disabled={ready === 0 || busy}
        why={busy ? 'It is being applied' : 'Choose for one name at least'}
        onClick={() => void apply()}
      >
        Apply{ready > 0 ? ` ${ready.toLocaleString('en-GB')}` : ''}
      </Button>
    </footer>
  );
}
