import { useMemo, useState } from 'react';
import { ChevronDown, ChevronLeft, CircleCheck, Pause, Play, X } from 'lucide-react';
import { formatCount, visibleName } from '../../../shared/format.ts';
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
import { joined, text } from '../../text.ts';
import {
  Button,
  Empty,
  Icon,
  IconButton,
  Marked,
  Menu,
  MenuItem,
  PageBar,
  ProgressBar,
  Segmented,
} from '../../ui/index.ts';
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
  words,
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
        <IconButton label={text.backToFiles} icon={ChevronLeft} onClick={toFiles} />
        <h1>{words.title}</h1>
        {job !== undefined && <JobChoice job={job} jobs={asking} />}
        {job !== undefined && (
          <span className={css['end']}>
            <Segmented
              label={words.shown}
              value={filter}
              onChange={setFilter}
              options={[
                { value: 'all', label: words.all(formatCount(questions.length)) },
                { value: 'open', label: words.toDecide(formatCount(open.length)) },
              ]}
            />
          </span>
        )}
      </PageBar>
      <main className={css['screen']}>
        {job === undefined ? (
          <Empty
            icon={CircleCheck}
            title={words.nothing}
            action={<Button onClick={toFiles}>{text.backToFiles}</Button>}
          >
            {words.nothingSay}
          </Empty>
        ) : (
          <>
            <div className={css['lead']}>
              <h2>{lead(questions.length, open.length)}</h2>
              <p>
                <Marked parts={words.goesOn} />
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
        <button type="button" className={css['jobName']} aria-label={words.of(title)}>
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
  const now = job.asking ? words.waits : paused ? words.paused : visibleName(job.current);
  return (
    <section className={css['run']} aria-label={words.operation}>
      <div className={css['runWhat']}>
        <b title={title}>{title}</b>
        <em title={now}>{now}</em>
      </div>
      <div className={css['runProgress']}>
        <ProgressBar
          label={title}
          value={(done ?? 0) * 1000}
          max={done === null ? 0 : 1000}
          still={paused || job.asking}
        />
        <em>{joined(amountWords(job), paused ? '' : leftWords(job))}</em>
      </div>
      <span className={css['runButtons']}>
        {paused ? (
          <IconButton label={words.go} icon={Play} onClick={() => resumeJob(job.id)} />
        ) : (
          <IconButton label={words.pause} icon={Pause} onClick={() => pauseJob(job.id)} />
        )}
        <IconButton label={words.cancel} icon={X} onClick={() => cancelJob(job.id)} />
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
    <div className={css['list']} role="table" aria-label={words.list}>
      <div role="rowgroup" className={css['headRow']}>
        <div role="row" className={css['head']}>
          {[words.name, ...sides, words.contents, words.decision].map((title) => (
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
          {kind === 'same-contents' && open.length === 0 && <em className={css['note']}>{words.skippedSame}</em>}
          {first !== undefined && open.length > 1 && (
            <Button variant="bare" onClick={() => draft(first, offered, true)}>
              {words.forAll(answerWords(offered), formatCount(open.length))}
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
              {words.showMore(questions.length - shown)}
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
  const sum = summary(chosen, comparing);
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const left = await applyDrafts();
      if (left === 0) {
        notify(words.decided(ready));
        toFiles();
      } else speak(words.decidedLeft(ready, left));
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <footer className={css['foot']}>
      <div className={css['footWords']}>
        <b>{questions.length === 0 ? words.allDecided : sum}</b>
        <em>{replaces > 0 ? words.replaces(replaces) : words.replacesNothing}</em>
      </div>
      {ready > 0 && <Button onClick={clearDrafts}>{words.startOver}</Button>}
      <Button disabled={questions.length === ready} why={words.nothingLeft} onClick={() => draftRest('keep-both')}>
        {words.keepBothRest}
      </Button>
      <Button disabled={questions.length === ready} why={words.nothingLeft} onClick={() => draftRest('skip')}>
        {words.skipRest}
      </Button>
      <Button
        variant="primary"
        disabled={ready === 0 || busy}
        why={busy ? words.applying : words.chooseOne}
        onClick={() => void apply()}
      >
        {words.apply(ready > 0 ? formatCount(ready) : '')}
      </Button>
    </footer>
  );
}
