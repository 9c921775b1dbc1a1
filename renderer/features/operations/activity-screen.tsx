import { useEffect, useMemo, useState } from 'react';
import { ChevronDown, ChevronLeft, Clock, Search } from 'lucide-react';
import type { ActivityGroup, ActivityRow } from '../../../shared/activity.ts';
import { formatDay } from '../../../shared/format.ts';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { useHost } from '../../api/host.ts';
import { askActivity, followActivity, moreActivity, useActivity } from '../../state/activity.ts';
import type { Days } from '../../state/activity.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { notifyError } from '../../state/notices.ts';
import { back, useRoute } from '../../state/route.ts';
import { text } from '../../text.ts';
import {
  Button,
  Dialog,
  Empty,
  ErrorMessage,
  Icon,
  IconButton,
  Menu,
  MenuCheckItem,
  PageBar,
  Segmented,
  Skeleton,
  TextField,
  useDelayed,
} from '../../ui/index.ts';
import css from './activity.module.css';
import { ActivityLine } from './activity-line.tsx';
import { poolJobs } from './all-jobs.ts';
import { JobList } from './job-list.tsx';
import { headWords } from './line-words.ts';
import { AllButtons, Interrupted } from './panel.tsx';
import { NotifyButton } from './notify-button.tsx';
import { ReceiptPane } from './receipt-pane.tsx';
import { doneWords } from './receipt-words.ts';
import { canRetry, goesOnAlone, leadWords, words } from './words.ts';

const ranges: readonly { readonly days: Days; readonly label: string }[] = [
  { days: 1, label: doneWords.today },
  { days: 7, label: doneWords.days(7) },
  { days: 30, label: doneWords.days(30) },
  { days: null, label: doneWords.ever },
];

/** Rows by the day on which they ended; their order stays. */
function byDay(
  rows: readonly ActivityRow[],
): readonly { readonly day: string; readonly rows: readonly ActivityRow[] }[] {
  const days: { day: string; rows: ActivityRow[] }[] = [];
  for (const row of rows) {
    const words = formatDay(row.endedMs);
    const day = /^(Today|Yesterday),/.exec(words)?.[1] ?? words;
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

function Bar({ problems }: { readonly problems: number }) {
  const { group, days, text: wanted } = useActivity();
  const canBack = useRoute(({ canBack }) => canBack);
  const range = ranges.find((one) => one.days === days);
  const groups: readonly { readonly value: ActivityGroup; readonly label: string }[] = [
    { value: 'all', label: doneWords.all },
    { value: 'copies', label: doneWords.copies },
    { value: 'moves', label: doneWords.moves },
    { value: 'problems', label: doneWords.problems(problems) },
  ];
  return (
    <PageBar className={css['bar']}>
      <IconButton label={doneWords.back} icon={ChevronLeft} disabled={!canBack} why={text.nothingBack} onClick={back} />
      <h1>{words.activity}</h1>
      <Menu
        trigger={
          <button type="button" className={css['range']}>
            {range?.label}
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        {ranges.map((one) => (
          <MenuCheckItem key={one.label} checked={one.days === days} onSelect={() => askActivity({ days: one.days })}>
            {one.label}
          </MenuCheckItem>
        ))}
      </Menu>
      <TextField
        className={css['find']}
        label={words.find}
        hideLabel
        look="quiet"
        icon={Search}
        placeholder={words.find}
        value={wanted}
        onChange={(value) => askActivity({ text: value })}
      />
      <Segmented
        label={doneWords.show}
        value={group}
        options={groups}
        onChange={(value) => askActivity({ group: value })}
      />
    </PageBar>
  );
}

/** What goes on now; the panel at the foot of the window shows the same elsewhere. */
function Now({ jobs, pool }: { readonly jobs: readonly Job[]; readonly pool: PoolInfo }) {
  if (jobs.length === 0) return null;
  const interrupted = jobs.filter((job) => job.state === 'interrupted' && !goesOnAlone(job));
  return (
    <section className={css['now']} aria-label={words.operations}>
      <header className={css['nowHead']}>
        <h2>{doneWords.now}</h2>
        <span>{headWords(jobs)}</span>
        <span className={css['end']}>
          <NotifyButton />
          <AllButtons jobs={jobs} />
        </span>
      </header>
      {interrupted.length > 0 && <Interrupted jobs={interrupted} />}
      <JobList jobs={jobs} pool={pool} />
    </section>
  );
}

/** What was done to the pool, by day, with a receipt for each and the way back where there is one. */
export function ActivityScreen({ pool }: { readonly pool: PoolInfo }) {
  const { rows, cursor, problems, error, group, text: wanted, days, atMs } = useActivity();
  const connection = useHost((status) => status.connection);
  const jobs = poolJobs(
    useJobs((state) => state.jobs),
    pool,
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const narrow = useRail();
  useEffect(() => followActivity(pool.id), [pool.id, connection]);
  const waiting = useDelayed(rows === null && error === null);
  const grouped = useMemo(() => byDay(rows ?? []), [rows]);
  const isNarrowed = group !== 'all' || wanted !== '' || days !== null;
  const nothingWords =
    group !== 'all' || wanted !== '' ? words.nothingFound : days === null ? words.nothingYet : words.nothingSince(days);
  const { lead, say } = leadWords(rows ?? [], atMs);
  const now = jobs.filter((job) => !isEnded(job));
  const row = rows?.find(({ id }) => id === chosen) ?? null;
  // The newest one that something can be done about.
  const toRetry = rows?.find((one) => canRetry(one) && one.receipt)?.id;
  const receipt = row !== null && <ReceiptPane key={row.id} pool={pool} row={row} />;
  return (
    <>
      <Bar problems={problems} />
      <main className={css['work']}>
        <div className={css['body']}>
          <Now jobs={now} pool={pool} />
          {error !== null && (
            <ErrorMessage error={error} action={<Button onClick={() => askActivity({})}>{text.tryAgain}</Button>} />
          )}
          {waiting && <Skeleton width={320} height={20} />}
          {rows !== null && group === 'all' && wanted === '' && rows.length > 0 && (
            <div className={css['lede']}>
              <h2>{lead}</h2>
              {say !== '' && <p>{say}</p>}
            </div>
          )}
          {rows?.length === 0 && (
            <Empty
              icon={Clock}
              title={nothingWords}
              action={
                isNarrowed && (
                  <Button onClick={() => askActivity({ group: 'all', text: '', days: null })}>{text.showAll}</Button>
                )
              }
            >
              {doneWords.listSay}
            </Empty>
          )}
          {grouped.map(({ day, rows: ofDay }) => (
            <section key={day} aria-label={day}>
              <h3 className={css['day']}>{day}</h3>
              <ul>
                {ofDay.map((one) => (
                  <ActivityLine
                    key={one.id}
                    row={one}
                    pool={pool}
                    chosen={one.id === chosen}
                    opened={one.id === toRetry}
                    onChoose={() => setChosen(one.id === chosen && narrow ? null : one.id)}
                  />
                ))}
              </ul>
            </section>
          ))}
          {cursor !== null && (
            <Button className={css['older']} onClick={() => void moreActivity().catch(notifyError)}>
              {doneWords.older}
            </Button>
          )}
        </div>
        {!narrow && receipt !== false && (
          <aside className={css['pane']} aria-label={doneWords.receipt}>
            {receipt}
          </aside>
        )}
        {narrow && receipt !== false && (
          <Dialog title={doneWords.receipt} onClose={() => setChosen(null)}>
            {receipt}
          </Dialog>
        )}
      </main>
    </>
  );
}
