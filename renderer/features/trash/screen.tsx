import { useEffect, useState } from 'react';
import { File, Folder, RotateCcw, Trash2 } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { ConflictPolicy, JobKind, PoolInfo, TrashEntry } from '../../../shared/model.ts';
import { useHost } from '../../api/host.ts';
import { dismissJob, isEnded, useJobs } from '../../state/jobs.ts';
import { notifyUndoable } from '../../state/history.ts';
import { notify, notifyError, notifyProblem } from '../../state/notices.ts';
import { volumeOf } from '../../state/pool.ts';
import { emptyTrash, listTrash, restore } from '../../state/trash.ts';
import { text } from '../../text.ts';
import {
  asSentences,
  Button,
  Checkbox,
  Empty,
  ErrorMessage,
  Icon,
  PageBar,
  PathText,
  Skeleton,
  useDelayed,
  VolumeMark,
} from '../../ui/index.ts';
import { TrashAge } from './age.tsx';
import { EmptyTrash, TakenPlaces } from './dialogs.tsx';
import css from './trash.module.css';
import { words } from './words.ts';

/** Jobs that change what is in the trash. */
const trashKinds: ReadonlySet<JobKind> = new Set(['trash', 'restore', 'empty', 'undo', 'redo', 'put', 'copy', 'move']);
/** How many rows are drawn at first, and more at each press. */
const step = 300;

interface Listed {
  readonly entries: readonly TrashEntry[] | null;
  readonly error: AppError | null;
}

function parentOf(path: string): string {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === '' ? '/' : parent;
}

/** What was deleted, per volume; restored to where it was. */
export function TrashScreen({ pool }: { readonly pool: PoolInfo }) {
  const [{ entries, error }, setListed] = useState<Listed>({ entries: null, error: null });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(step);
  const [busy, setBusy] = useState(false);
  /** Not restored, because something else is in their place. */
  const [taken, setTaken] = useState<readonly TrashEntry[]>([]);
  /** About to be deleted for ever, once the person says so. */
  const [doomed, setDoomed] = useState<readonly TrashEntry[]>([]);
  // All of these are jobs, and the host may have come back: each may have changed what is here.
  const ended = useJobs((state) => state.jobs.filter((job) => trashKinds.has(job.kind) && isEnded(job)).length);
  const connection = useHost((status) => status.connection);

  const [again, setAgain] = useState(0);
  const load = (): void => setAgain((times) => times + 1);
  useEffect(() => {
    let current = true;
    listTrash(pool.id)
      .then((all) => ({ entries: all.toSorted((a, b) => b.deletedMs - a.deletedMs), error: null }))
      .catch((thrown: unknown) => ({ entries: null, error: asAppError(thrown) }))
      .then((listed) => current && setListed(listed))
      .catch(notifyError);
    return () => {
      current = false;
    };
  }, [pool.id, again, ended, connection]);

  const waiting = useDelayed(entries === null && error === null);
  const picked = entries?.filter((entry) => chosen.has(entry.id)) ?? [];
  /** Does it, and shows what is there then. */
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      setChosen(new Set());
    } catch (thrown) {
      notifyError(thrown);
    }
    setBusy(false);
    load();
  };
  const restoreThese = (these: readonly TrashEntry[], onConflict: ConflictPolicy = 'fail'): Promise<void> =>
    during(async () => {
      const job = await restore(
        pool.id,
        these.map(({ id }) => id),
        onConflict,
      );
      if (job.filesDone > 0) await notifyUndoable(words.restored(job.filesDone));
      const taken = new Set(job.errors.filter((one) => one.error.code === 'exists').map((one) => one.path));
      const other = job.errors.find((one) => one.error.code !== 'exists');
      if (other !== undefined) notifyProblem(words.notAllRestored, asSentences(other.error.message));
      // Asked about in a dialog: the list of operations need not say it too.
      if (taken.size > 0 && other === undefined) dismissJob(job.id);
      setTaken(these.filter(({ path }) => taken.has(path)));
    });
  const deleteThese = (these: readonly TrashEntry[]): Promise<void> =>
    during(async () => {
      setDoomed([]);
      const job = await emptyTrash(
        pool.id,
        these.map(({ id }) => id),
      );
      if (job === null) return;
      if (job.filesDone > 0) notify(words.deleted(job.filesDone));
      const [first] = job.errors;
      if (first !== undefined) notifyProblem(words.notDeleted(job.errors.length), asSentences(first.error.message));
    });
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };

  return (
    <>
      <PageBar className={css['bar']}>
        <h1>{words.title}</h1>
        <span className={css['quiet']}>{entries !== null && entries.length > 0 ? words.amount(entries) : ''}</span>
        <div className={css['actions']}>
          <TrashAge pool={pool} />
          {entries !== null && entries.length > 0 && (
            <Button icon={Trash2} disabled={busy} onClick={() => setDoomed(picked.length > 0 ? picked : entries)}>
              {picked.length > 0 ? words.deleteMany(picked.length) : words.empty}…
            </Button>
          )}
          <Button
            variant="primary"
            disabled={picked.length === 0 || busy}
            why={words.chooseWhat}
            onClick={() => void restoreThese(picked)}
          >
            {picked.length > 0 ? words.restoreMany(picked.length) : words.restore}
          </Button>
        </div>
      </PageBar>
      <main className={css['body']}>
        {error !== null && <ErrorMessage error={error} action={<Button onClick={load}>{text.tryAgain}</Button>} />}
        {waiting && <Skeleton width={240} />}
        {entries?.length === 0 && (
          <Empty icon={Trash2} title={words.isEmpty(pool.name)}>
            {words.isEmptySay}
          </Empty>
        )}
        {entries !== null && entries.length > 0 && (
          <table className={css['table']}>
            <thead>
              <tr>
                <th scope="col">
                  <Checkbox
                    label={words.chooseAll}
                    hideLabel
                    checked={picked.length === entries.length}
                    onChange={(on) => setChosen(new Set(on ? entries.map((entry) => entry.id) : []))}
                  />
                </th>
                <th scope="col">{words.name}</th>
                <th scope="col" className={css['from']}>
                  {words.wasIn}
                </th>
                <th scope="col">{words.volume}</th>
                <th scope="col" className={css['number']}>
                  {words.size}
                </th>
                <th scope="col" className={css['when']}>
                  {words.deletedAt}
                </th>
                <th scope="col">
                  <span className="visually-hidden">{words.restore}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.slice(0, shown).map((entry) => {
                const volume = volumeOf(pool, entry.volume);
                const name = visibleName(entry.path.slice(entry.path.lastIndexOf('/') + 1));
                return (
                  <tr key={entry.id} className={chosen.has(entry.id) ? css['chosen'] : undefined}>
                    <td>
                      <Checkbox
                        label={words.choose(name)}
                        hideLabel
                        checked={chosen.has(entry.id)}
                        onChange={(on) => choose(entry.id, on)}
                      />
                    </td>
                    <td>
                      <span className={css['name']} title={name}>
                        <Icon
                          icon={entry.type === 'directory' ? Folder : File}
                          size={18}
                          className={entry.type === 'directory' ? css['folder'] : css['quiet']}
                        />
                        <span className={css['ellipsis']}>{name}</span>
                      </span>
                    </td>
                    <td className={css['from']}>
                      <PathText path={parentOf(entry.path)} />
                    </td>
                    <td>
                      <span className={css['name']}>
                        {volume !== undefined && (
                          <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                        )}
                        <span className={css['ellipsis']}>{visibleName(entry.volume)}</span>
                      </span>
                    </td>
                    <td className={css['number']}>{entry.type === 'directory' ? '–' : formatSize(entry.size)}</td>
                    <td className={css['when']}>{formatDay(entry.deletedMs)}</td>
                    <td className={css['number']}>
                      <Button
                        variant="bare"
                        icon={RotateCcw}
                        disabled={busy}
                        aria-label={words.restoreNamed(name)}
                        onClick={() => void restoreThese([entry])}
                      >
                        {words.restore}
                      </Button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        {entries !== null && entries.length > shown && (
          <Button onClick={() => setShown(shown + step)}>{words.showMore(entries.length - shown)}</Button>
        )}
      </main>
      {doomed.length > 0 && (
        <EmptyTrash
          entries={doomed}
          all={doomed.length === entries?.length}
          onClose={() => setDoomed([])}
          onDelete={() => void deleteThese(doomed)}
        />
      )}
      {taken.length > 0 && (
        <TakenPlaces
          entries={taken}
          onClose={() => setTaken([])}
          onChoose={(policy) => {
            setTaken([]);
            void restoreThese(taken, policy);
          }}
        />
      )}
    </>
  );
}
