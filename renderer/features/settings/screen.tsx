import { ChevronLeft, ChevronRight, Contrast, Folder, Keyboard, Layers, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { commandById } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { back, useRoute } from '../../state/route.ts';
import { queryOf, showSettings, useSettingsPlace } from '../../state/settings-place.ts';
import type { SettingsPlace } from '../../state/settings-place.ts';
import { text } from '../../text.ts';
import { cx, Icon, IconButton, Message, PageBar, VolumeMark } from '../../ui/index.ts';
import { Appearance, FilesView } from './appearance.tsx';
import css from './settings.module.css';
import { words } from './words.ts';

export interface SettingsScreenProps {
  readonly pool: PoolInfo;
  /** The pages about the pool and about one of its volumes. */
  readonly poolPage: ReactNode;
  readonly volumePage: (volume: VolumeInfo) => ReactNode;
}

/** Settings of the window, of the pool and of each volume, as pages beside their list. */
export function SettingsScreen({ pool, poolPage, volumePage }: SettingsScreenProps) {
  const place = useSettingsPlace();
  const canBack = useRoute((state) => state.canBack);
  const volume = place.page === 'volume' ? pool.volumes.find(({ id }) => id === place.volume) : undefined;
  return (
    <>
      <PageBar>
        <IconButton label={text.back} icon={ChevronLeft} disabled={!canBack} why={text.nothingBack} onClick={back} />
        <h1 className={css['title']}>
          <em>{words.title}</em>
          <Icon icon={ChevronRight} size={14} />
          <span>{titleOf(place, pool, volume)}</span>
        </h1>
      </PageBar>
      <div className={css['work']}>
        <Pages pool={pool} place={place} />
        <main className={css['body']}>
          {place.page === 'appearance' && <Appearance />}
          {place.page === 'files' && <FilesView />}
          {place.page === 'volume' && volume === undefined && (
            <Message tone="info" title={words.gone}>
              {''}
            </Message>
          )}
          {(place.page === 'pool' || (place.page === 'volume' && volume === undefined)) && poolPage}
          {volume !== undefined && volumePage(volume)}
        </main>
      </div>
    </>
  );
}

function titleOf(place: SettingsPlace, pool: PoolInfo, volume: VolumeInfo | undefined): string {
  if (volume !== undefined) return visibleName(volume.name);
  if (place.page === 'appearance') return words.appearance;
  return place.page === 'files' ? words.files : visibleName(pool.name);
}

interface PageLinkProps {
  readonly to: SettingsPlace;
  readonly now: SettingsPlace;
  readonly icon?: LucideIcon;
  readonly mark?: ReactNode;
  readonly quiet?: boolean;
  readonly label: string;
}

function PageLink({ to, now, icon, mark, quiet = false, label }: PageLinkProps) {
  const current = queryOf(to) === queryOf(now);
  return (
    <li>
      <button
        type="button"
        className={cx(css['page'], current && css['current'], quiet && css['quiet'])}
        aria-current={current ? 'page' : undefined}
        onClick={() => showSettings(to)}
      >
        {icon !== undefined && <Icon icon={icon} />}
        {mark}
        <span>{label}</span>
      </button>
    </li>
  );
}

function Pages({ pool, place }: { readonly pool: PoolInfo; readonly place: SettingsPlace }) {
  const shortcuts = commandById('help.shortcuts');
  return (
    <nav className={css['pages']} aria-label={words.pages}>
      <h2>{words.window}</h2>
      <ul>
        <PageLink to={{ page: 'appearance' }} now={place} icon={Contrast} label={words.appearance} />
        <PageLink to={{ page: 'files' }} now={place} icon={Folder} label={words.files} />
        {shortcuts !== undefined && (
          <li>
            <button type="button" className={css['page']} onClick={() => shortcuts.run()}>
              <Icon icon={Keyboard} />
              <span>{words.keyboard}</span>
            </button>
          </li>
        )}
      </ul>
      <h2>{words.pool}</h2>
      <ul>
        <PageLink to={{ page: 'pool' }} now={place} icon={Layers} label={visibleName(pool.name)} />
        {pool.volumes.map((volume) => (
          <PageLink
            key={volume.id}
            to={{ page: 'volume', volume: volume.id }}
            now={place}
            mark={<VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
            quiet={volume.state === 'offline'}
            label={visibleName(volume.name)}
          />
        ))}
        <li>
          <button type="button" className={css['page']} onClick={() => openDialog({ kind: 'add-volume' })}>
            <Icon icon={Plus} />
            <span>{words.addVolume}…</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}
