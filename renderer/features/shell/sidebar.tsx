import { useEffect } from 'react';
import type { ReactNode } from 'react';
import {
  CircleQuestionMark,
  Clock,
  Files,
  FlaskConical,
  Folder,
  GitFork,
  LayoutDashboard,
  ListFilter,
  Plus,
  Scale,
  Settings,
  Trash2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatCount, formatPercent } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { useDifferingCount } from '../../state/copies.ts';
import { useAskingJobs } from '../../state/decisions.ts';
import { dropPlace, useDrag } from '../../state/drag.ts';
import { evenness } from '../../state/evenness.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { openSidebar, useLayout, useSingleColumn } from '../../state/layout.ts';
import { go, useRoute } from '../../state/route.ts';
import type { Screen } from '../../state/route.ts';
import { followUsageHistory } from '../../state/usage.ts';
import { Button, cx, Icon, IconButton, Marked, ShareBar } from '../../ui/index.ts';
import { Bookmarks } from './bookmarks.tsx';
import { PoolMenu } from './pool-menu.tsx';
import { poolWords } from './pool-words.ts';
import { Recents } from './recents.tsx';
import { removeSampleNow } from './remove-pool.tsx';
import css from './sidebar.module.css';
import { VolumeItem } from './volume-item.tsx';
import { screenNames } from './words.ts';

function Usage({ pool }: { readonly pool: PoolInfo }) {
  const online = pool.volumes.filter((volume) => volume.state !== 'offline' && volume.space !== null);
  const reserve = online.reduce((sum, volume) => sum + Math.min(volume.reserve, volume.space?.free ?? 0), 0);
  const { free, total } = pool.space;
  return (
    <div className={css['usage']}>
      <ShareBar
        parts={online.map((volume) => ({ key: volume.id, colour: volume.colour, bytes: volume.space?.used ?? 0 }))}
        reserve={reserve}
        total={total}
        label={poolWords.used(total - free, total)}
      />
      {online.length === 0 ? (
        <p>{pool.volumes.length === 0 ? poolWords.noVolumes : poolWords.noneConnected}</p>
      ) : (
        <p>
          <Marked parts={poolWords.freeOf(free, total)} />
        </p>
      )}
    </div>
  );
}

/** How far the run of a plan is, as a share; null: none goes on. */
function useRunShare(pool: string): number | null {
  return useJobs(({ jobs }) => {
    const run = jobs.find(
      (job) => job.pool === pool && (job.kind === 'rebalance' || job.kind === 'drain') && !isEnded(job),
    );
    // Whole percents: the sidebar is not drawn anew for less.
    return run === undefined ? null : Math.floor((run.bytesDone / Math.max(1, run.bytesTotal)) * 100) / 100;
  });
}

/** What a drag finds at a screen's entry: the trash takes it, files and plan open under it. */
function dropOn(screen: Screen, label: string): object {
  if (screen === 'trash') return dropPlace({ kind: 'trash' });
  return screen === 'files' || screen === 'rebalance' ? dropPlace({ kind: 'screen', screen, label }) : {};
}

function NavItem({
  screen,
  icon,
  label,
  note,
}: {
  readonly screen: Screen;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly note?: string;
}) {
  const shown = useRoute((state) => state.route.screen);
  const current = shown === screen;
  return (
    <button
      type="button"
      {...dropOn(screen, label)}
      // What is found are files, though the search is a place of its own.
      className={cx(css['nav'], (current || (shown === 'search' && screen === 'files')) && css['current'])}
      aria-current={current ? 'page' : undefined}
      title={note === undefined ? label : `${label}, ${note}`}
      onClick={() => {
        openSidebar(false);
        go({ screen });
      }}
    >
      <Icon icon={icon} size={18} />
      <span className={css['navLabel']}>{label}</span>
      {note !== undefined && <span className={css['navNote']}>{note}</span>}
    </button>
  );
}

/** Pool, screens and volumes; a rail under 1100 px, behind a menu button under 720 px. */
export function Sidebar({ pool, foot }: { readonly pool: PoolInfo; readonly foot?: ReactNode }) {
  const single = useSingleColumn();
  const open = useLayout((layout) => layout.sidebarOpen);
  const even = evenness(pool);
  const runShare = useRunShare(pool.id);
  const questions = useAskingJobs(pool.id).reduce((sum, job) => sum + job.questions, 0);
  const differing = useDifferingCount(pool.id);
  const onCopies = useRoute((state) => state.route.screen === 'copies');
  const taking = useDrag((drag) => drag.caption?.to ?? null);
  useEffect(() => followUsageHistory(pool.id), [pool.id]);

  useEffect(() => {
    if (!single || !open) return;
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') openSidebar(false);
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [single, open]);

  if (single && !open) return null;
  return (
    <>
      {single && <div className={css['scrim']} onClick={() => openSidebar(false)} />}
      <aside className={cx(css['side'], single && css['over'])} aria-label={poolWords.pool(pool.name)}>
        <div className={cx(css['top'], 'title-bar title-bar-start')}>
          <PoolMenu pool={pool} />
        </div>
        <Usage pool={pool} />
        <nav aria-label={poolWords.screens}>
          <NavItem screen="files" icon={Folder} label={screenNames.files} />
          <NavItem
            screen="rebalance"
            icon={Scale}
            label={screenNames.rebalance}
            {...(runShare !== null
              ? { note: poolWords.done(formatPercent(runShare)) }
              : even === null
                ? {}
                : { note: poolWords.even(formatPercent(even)) })}
          />
          <NavItem screen="usage" icon={LayoutDashboard} label={screenNames.usage} />
          <NavItem screen="lab" icon={FlaskConical} label={screenNames.lab} />
          <NavItem screen="placement" icon={ListFilter} label={screenNames.placement} />
          <NavItem screen="duplicates" icon={Files} label={screenNames.duplicates} />
          <NavItem screen="activity" icon={Clock} label={screenNames.activity} />
          <NavItem screen="trash" icon={Trash2} label={screenNames.trash} />
          {(differing > 0 || onCopies) && (
            <NavItem
              screen="copies"
              icon={GitFork}
              label={screenNames.copies}
              {...(differing === 0 ? {} : { note: formatCount(differing) })}
            />
          )}
          {questions > 0 && (
            <NavItem
              screen="decisions"
              icon={CircleQuestionMark}
              label={screenNames.decisions}
              note={poolWords.toDecide(questions)}
            />
          )}
        </nav>
        <div className={css['heading']}>
          <h2>{poolWords.volumes}</h2>
          <IconButton
            label={poolWords.addVolume}
            icon={Plus}
            size="small"
            onClick={() => openDialog({ kind: 'add-volume' })}
          />
        </div>
        {/* What scrolls by itself, so that pool and screens stay in sight. */}
        <div className={css['lists']}>
          <ul className={css['volumes']} aria-label={poolWords.volumes}>
            {pool.volumes.map((volume) => (
              <VolumeItem key={volume.id} volume={volume} taking={taking === volume.name} />
            ))}
          </ul>
          <Bookmarks pool={pool} />
          <Recents pool={pool} />
        </div>
        {foot !== undefined && <div className={css['foot']}>{foot}</div>}
        <NavItem screen="settings" icon={Settings} label={screenNames.settings} />
        {pool.sample && (
          <div className={css['sample']}>
            <p>{poolWords.isSample}</p>
            <Button title={poolWords.removeSample} onClick={() => void removeSampleNow(pool)}>
              <Icon icon={Trash2} />
              <span>{poolWords.removeSample}</span>
            </Button>
          </div>
        )}
      </aside>
    </>
  );
}
