import { useState } from 'react';
import { ChevronDown, Files, Pause, Play, X } from 'lucide-react';
import type { DuplicateReport, KeepRule } from '../../../shared/duplicates.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import { findDuplicates, trashDuplicates, useDuplicates } from '../../state/duplicates.ts';
import { notifyUndoable } from '../../state/history.ts';
import { amountWords, fraction, leftWords } from '../../state/job-words.ts';
import { cancelJob, pauseJob, resumeJob } from '../../state/jobs.ts';
import { notifyError, notifyProblem } from '../../state/notices.ts';
import { useRoute } from '../../state/route.ts';
import { joined, text } from '../../text.ts';
import {
  asSentences,
  Button,
  Empty,
  ErrorMessage,
  Icon,
  IconButton,
  Menu,
  MenuCheckItem,
  Message,
  PageBar,
  ProgressBar,
  Segmented,
} from '../../ui/index.ts';
import { sumOf } from './choices.ts';
import type { Chosen } from './choices.ts';
import css from './duplicates.module.css';
import { Group } from './group.tsx';
import { explanation, headline, ruleWords, sumWords, words } from './words.ts';

const sizes = [
  { value: '1', label: words.allSizes },
  { value: '1000000', label: words.from1 },
  { value: '100000000', label: words.from100 },
] as const;
type Size = (typeof sizes)[number]['value'];
/** Groups that are drawn at first, and more at each press. */
const step = 100;

/** Files of the same contents at several paths: which one of each stays. */
export function DuplicatesScreen({ pool }: { readonly pool: PoolInfo }) {
  const { report, loaded, error, job, again } = useDuplicates(pool.id);
  const folder = useRoute((state) => state.route.path);
  const [size, setSize] = useState<Size>('1');
  const [where, setWhere] = useState<'pool' | 'folder'>('pool');
  const search = (): void => {
    findDuplicates(pool.id, where === 'folder' ? folder : rootPath, Number(size)).catch(notifyError);
  };
  const isKnown = report !== null && report.state !== 'running';
  return (
    <>
      <PageBar className={css['bar']}>
        <h1>{words.title}</h1>
        <span className={css['end']}>
          {folder !== rootPath && (
            <Segmented
              label={words.where}
              value={where}
              onChange={setWhere}
              options={[
                { value: 'pool', label: words.wholePool },
                { value: 'folder', label: visibleName(baseName(folder)) },
              ]}
            />
          )}
          <Segmented label={words.sizes} value={size} onChange={setSize} options={sizes} />
          {isKnown && job === undefined && <Button onClick={search}>{words.again}</Button>}
        </span>
      </PageBar>
      <main className={css['screen']}>
        {error !== null && (
          <div className={css['page']}>
            <ErrorMessage error={error} action={<Button onClick={again}>{text.tryAgain}</Button>} />
          </div>
        )}
        {job !== undefined && <Running job={job} />}
        {job === undefined && loaded && error === null && !isKnown && (
          <Empty
            icon={Files}
            title={words.none}
            action={
              <Button variant="primary" onClick={search}>
                {words.find}
              </Button>
            }
          >
            {words.noneSay}
          </Empty>
        )}
        {job === undefined && isKnown && (
          <Found key={report.jobId} pool={pool} report={report} onDone={again} onSearch={search} />
        )}
      </main>
    </>
  );
}

function Running({ job }: { readonly job: Job }) {
  const done = fraction(job);
  const paused = job.state === 'paused';
  const figures = joined(amountWords(job), paused ? words.paused : leftWords(job));
  return (
    <section className={css['running']} aria-label={words.search}>
      <h2>{words.looking}</h2>
      <ProgressBar
        label={words.howFar}
        size="big"
        value={(done ?? 0) * 1000}
        max={done === null || job.counting ? 0 : 1000}
        still={paused}
      />
      <p className={css['figures']}>{figures}</p>
      <p className={css['current']} title={visibleName(job.current)}>
        {job.waitingFor === '' ? visibleName(job.current) : words.waitsFor(job.waitingFor)}
      </p>
      <span className={css['buttons']}>
        {paused ? (
          <IconButton label={words.go} icon={Play} onClick={() => resumeJob(job.id)} />
        ) : (
          <IconButton label={words.pause} icon={Pause} onClick={() => pauseJob(job.id)} />
        )}
        <IconButton label={text.cancel} icon={X} onClick={() => cancelJob(job.id)} />
      </span>
    </section>
  );
}

interface FoundProps {
  readonly pool: PoolInfo;
  readonly report: DuplicateReport;
  readonly onDone: () => void;
  readonly onSearch: () => void;
}

function Found({ pool, report, onDone, onSearch }: FoundProps) {
  const [chosen, setChosen] = useState<Chosen>({ rule: { keep: 'oldest' }, kept: new Map(), left: new Set() });
  const [shown, setShown] = useState(step);
  const [busy, setBusy] = useState(false);
  const sum = sumOf(report.page, chosen);
  const move = async (): Promise<void> => {
    setBusy(true);
    try {
      const job = await trashDuplicates(pool.id, sum.choices);
      if (job.filesDone > 0) await notifyUndoable(words.moved(job.filesDone));
      const [first] = job.errors;
      if (first !== undefined) notifyProblem(words.stayed(job.errors.length), asSentences(first.error.message));
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setBusy(false);
      onDone();
    }
  };
  if (report.state === 'stopped') {
    return (
      <div className={css['page']}>
        <Message tone="info" title={words.stopped} action={<Button onClick={onSearch}>{words.again}</Button>}>
          {words.stoppedSay}
        </Message>
      </div>
    );
  }
  if (report.groups === 0) {
    return (
      <Empty icon={Files} title={words.noDuplicates}>
        {explanation(report)}
      </Empty>
    );
  }
  const leave = (id: string, isLeft: boolean): void => {
    const left = new Set(chosen.left);
    if (isLeft) left.add(id);
    else left.delete(id);
    setChosen({ ...chosen, left });
  };
  return (
    <>
      <div className={css['lede']}>
        <div>
          <h2>{headline(report)}</h2>
          <p>{explanation(report)}</p>
        </div>
        <Rule
          pool={pool}
          rule={chosen.rule}
          onChange={(rule) => setChosen({ rule, kept: new Map(), left: chosen.left })}
        />
      </div>
      <div className={css['groups']}>
        {report.page.slice(0, shown).map((group) => (
          <Group
            key={group.id}
            pool={pool}
            group={group}
            chosen={chosen}
            onKeep={(path) => setChosen({ ...chosen, kept: new Map(chosen.kept).set(group.id, path) })}
            onLeave={(isLeft) => leave(group.id, isLeft)}
          />
        ))}
        {shown < report.page.length && (
          <Button variant="bare" onClick={() => setShown(shown + step)}>
            {words.showMore(Math.min(step, report.page.length - shown))}
          </Button>
        )}
        {report.page.length < report.groups && (
          <p className={css['quiet']}>{words.more(report.groups - report.page.length)}</p>
        )}
      </div>
      <footer className={css['foot']}>
        <div className={css['footWords']}>
          <b>{sumWords(sum)}</b>
          <em>{words.oneStays}</em>
        </div>
        <Button
          variant="primary"
          size="large"
          disabled={busy || sum.files === 0}
          why={busy ? words.moving : words.nothingGoes}
          onClick={() => void move()}
        >
          {words.move(sum.files)}
        </Button>
      </footer>
    </>
  );
}

interface RuleProps {
  readonly pool: PoolInfo;
  readonly rule: KeepRule;
  readonly onChange: (rule: KeepRule) => void;
}

/** Which one of each group stays, unless it is chosen by hand. */
function Rule({ pool, rule, onChange }: RuleProps) {
  const rules: readonly KeepRule[] = [
    { keep: 'oldest' },
    { keep: 'newest' },
    ...pool.volumes.map(({ name }) => ({ keep: 'volume' as const, volume: name })),
  ];
  const chosen = ruleWords(rule);
  return (
    <Menu
      trigger={
        <button type="button" className={css['rule']} aria-label={words.whichStays(chosen)}>
          <span>{chosen}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {rules.map((one) => (
        <MenuCheckItem key={ruleWords(one)} checked={ruleWords(one) === chosen} onSelect={() => onChange(one)}>
          {ruleWords(one)}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
