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
import { count, text } from '../../text.ts';
import {
  Button,
  cx,
  Empty,
  ErrorMessage,
  Icon,
  IconButton,
  Menu,
  MenuCheckItem,
  Message,
  ProgressBar,
  Segmented,
} from '../../ui/index.ts';
import { sumOf } from './choices.ts';
import type { Chosen } from './choices.ts';
import css from './duplicates.module.css';
import { Group } from './group.tsx';
import { explanation, headline, ruleWords, sumWords } from './words.ts';

const sizes = [
  { value: '1', label: 'All sizes' },
  { value: '1000000', label: 'From 1 MB' },
  { value: '100000000', label: 'From 100 MB' },
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
      <header className={cx(css['bar'], 'title-bar title-bar-end')}>
        <h1>Duplicates</h1>
        <span className={css['end']}>
          {folder !== rootPath && (
            <Segmented
              label="Where to look"
              value={where}
              onChange={setWhere}
              options={[
                { value: 'pool', label: 'Whole pool' },
                { value: 'folder', label: visibleName(baseName(folder)) },
              ]}
            />
          )}
          <Segmented label="Sizes that are looked at" value={size} onChange={setSize} options={sizes} />
          {isKnown && job === undefined && <Button onClick={search}>Look again</Button>}
        </span>
      </header>
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
            title="Find files that are there more than once"
            action={
              <Button variant="primary" onClick={search}>
                Find duplicates
              </Button>
            }
          >
            Files of one size are compared by their contents. Copies of one path on several volumes are no duplicates.
            Nothing is changed.
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
  const words = [amountWords(job), paused ? 'paused' : leftWords(job)].filter((part) => part !== '').join(', ');
  return (
    <section className={css['running']} aria-label="The search">
      <h2>Looking for duplicates…</h2>
      <ProgressBar
        label="How far the search is"
        size="big"
        value={(done ?? 0) * 1000}
        max={done === null || job.counting ? 0 : 1000}
        still={paused}
      />
      <p className={css['figures']}>{words}</p>
      <p className={css['current']} title={visibleName(job.current)}>
        {job.waitingFor === '' ? visibleName(job.current) : `Waits for ${visibleName(job.waitingFor)}`}
      </p>
      <span className={css['buttons']}>
        {paused ? (
          <IconButton label="Continue" icon={Play} onClick={() => resumeJob(job.id)} />
        ) : (
          <IconButton label="Pause" icon={Pause} onClick={() => pauseJob(job.id)} />
        )}
        <IconButton label="Cancel" icon={X} onClick={() => cancelJob(job.id)} />
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
      if (job.filesDone > 0) await notifyUndoable(`${count(job.filesDone, 'duplicate')} moved to trash`);
      const [first] = job.errors;
      if (first !== undefined) notifyProblem(`${count(job.errors.length, 'file')} stayed`, first.error.message);
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
        <Message
          tone="info"
          title="The search was stopped before its end"
          action={<Button onClick={onSearch}>Look again</Button>}
        >
          What was read by then is remembered: the next search reads only the rest.
        </Message>
      </div>
    );
  }
  if (report.groups === 0) {
    return (
      <Empty icon={Files} title="No duplicates">
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
            Show {count(Math.min(step, report.page.length - shown), 'more group')}
          </Button>
        )}
        {report.page.length < report.groups && (
          <p className={css['quiet']}>
            Those that waste most are shown: {count(report.groups - report.page.length, 'more group')} come after these.
          </p>
        )}
      </div>
      <footer className={css['foot']}>
        <div className={css['footWords']}>
          <b>{sumWords(sum)}</b>
          <em>One of each stays. Each is compared once more, byte by byte, before it goes.</em>
        </div>
        <Button
          variant="primary"
          size="large"
          disabled={busy || sum.files === 0}
          why={busy ? 'They are being moved' : 'Nothing would go: choose what stays'}
          onClick={() => void move()}
        >
          Move {count(sum.files, 'duplicate')} to trash
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
  const words = ruleWords(rule);
  return (
    <Menu
      trigger={
        <button type="button" className={css['rule']} aria-label={`Which one stays: ${words}`}>
          <span>{words}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {rules.map((one) => (
        <MenuCheckItem key={ruleWords(one)} checked={ruleWords(one) === words} onSelect={() => onChange(one)}>
          {ruleWords(one)}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
