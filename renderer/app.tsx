import { useEffect } from 'react';
import { Menu as MenuIcon } from 'lucide-react';
import { visibleName } from '../shared/format.ts';
import { baseName } from '../shared/path.ts';
import { useCapabilities, useHost } from './api/host.ts';
import css from './app.module.css';
import {
  BrowseScreen,
  ContextItems,
  DeleteForever,
  DestinationDialog,
  DragLayer,
  listTools,
  MoveToVolume,
  OnVolume,
  RealPaths,
  RunProgram,
  SelectPattern,
  ViewControls,
} from './features/browse/index.ts';
import { CatalogButton, HeldBackBanner, HeldBackDialog } from './features/catalog/index.ts';
import { CommandPalette, ShortcutList } from './features/commands/index.ts';
import { CopiesDifferScreen } from './features/copies-differ/index.ts';
import { DecisionsScreen } from './features/decisions/index.ts';
import { DetailsPane } from './features/details/index.ts';
import { DuplicatesScreen } from './features/duplicates/index.ts';
import { FirstRun } from './features/first-run/index.tsx';
import { LabScreen } from './features/lab/index.ts';
import { CancelOperations, ActivityScreen, OperationsPanel, SpeedLimitDialog } from './features/operations/index.ts';
import { PlacementScreen } from './features/placement/index.ts';
import { PropertiesDialog } from './features/properties/index.ts';
import { QuickLook } from './features/quick-look/index.ts';
import { RebalanceScreen } from './features/rebalance/index.tsx';
import { SearchField, SearchPane, SearchScreen, searchTitle } from './features/search/index.ts';
import { SettingsScreen } from './features/settings/index.ts';
import { CopyBack, HostBanner, RemovePool, Sidebar, Toolbar } from './features/shell/index.ts';
import { TrashAge, TrashScreen } from './features/trash/index.ts';
import { UsageScreen } from './features/usage/index.ts';
import { AddVolumeDialog, EjectDialog, PoolPage, VolumePage } from './features/volumes/index.tsx';
import { closeDialog, useDialog } from './state/dialogs.ts';
import { openSidebar, useDetailsShown, useLayout, useSingleColumn } from './state/layout.ts';
import { useSpoken } from './state/notices.ts';
import { setPlaceTitle } from './state/outside.ts';
import { loadPools, usePool, usePools } from './state/pool.ts';
import { useRoute } from './state/route.ts';
import { useSettings } from './state/settings.ts';
import { placeTitle, text } from './text.ts';
import { Button, cx, ErrorMessage, IconButton, Toaster } from './ui/index.ts';
import type { PoolInfo } from '../shared/model.ts';

/** The window: which screen, what is around it, which dialog. Features meet only here. */
export function App() {
  const { pools, error } = usePools();
  const pool = usePool();
  const screen = useRoute((state) => state.route.screen);
  const { windowControls } = useCapabilities();
  useEffect(() => {
    document.documentElement.toggleAttribute('data-title-bar', windowControls);
  }, [windowControls]);
  const firstRun = screen === 'first-run' || (pools !== null && pools.length === 0);
  return (
    <>
      {pools === null && error !== null && <Unreachable />}
      {firstRun && (
        <div className={css['page']}>
          {windowControls && <div className={cx(css['titleBar'], 'title-bar')} />}
          <HostBanner />
          <FirstRun />
          <Toaster />
        </div>
      )}
      {!firstRun && pool !== null && <PoolWindow pool={pool} />}
      <Spoken />
    </>
  );
}

/** The pools could not be fetched at all. */
function Unreachable() {
  const error = usePools((state) => state.error);
  const state = useHost((status) => status.state);
  if (error === null) return null;
  return (
    <main className={css['unreachable']}>
      <ErrorMessage
        error={error}
        action={state === 'online' && <Button onClick={() => void loadPools()}>{text.tryAgain}</Button>}
      />
    </main>
  );
}

function PoolWindow({ pool }: { readonly pool: PoolInfo }) {
  const { screen, path, query } = useRoute((state) => state.route);
  // Everything with a size in it is drawn anew when they are written another way.
  const units = useSettings((settings) => settings.units);
  const density = useSettings((settings) => settings.density);
  const details = useDetailsShown();
  const name = visibleName(pool.name);
  useEffect(() => {
    const folder = baseName(path);
    setPlaceTitle(placeTitle(screen, screen === 'search' ? searchTitle(query) : folder, name));
  }, [screen, path, query, name]);
  return (
    <div className={css['app']}>
      <Sidebar pool={pool} foot={<CatalogButton pool={pool} note />} />
      <div className={css['main']}>
        <SingleColumnBar name={name} />
        <HostBanner />
        <HeldBackBanner pool={pool} />
        {(screen === 'files' || screen === 'search') && (
          <Toolbar pool={pool} search={<SearchField pool={pool} />} view={<ViewControls />} />
        )}
        {screen === 'files' && (
          <main className={css['work']}>
            <h1 className="visually-hidden">{path === '/' ? name : visibleName(baseName(path))}</h1>
            <BrowseScreen key={units} pool={pool} />
            {details && <DetailsPane pool={pool} />}
          </main>
        )}
        {screen === 'search' && (
          <main className={css['work']}>
            <h1 className="visually-hidden">{searchTitle(query)}</h1>
            <SearchScreen
              key={`${units} ${density}`}
              pool={pool}
              tools={listTools}
              menu={<ContextItems />}
              freshness={<CatalogButton pool={pool} />}
            />
            {details && <SearchPane pool={pool} details={(head) => <DetailsPane pool={pool} head={head} />} />}
          </main>
        )}
        {screen === 'rebalance' && <RebalanceScreen key={density} />}
        {screen === 'usage' && <UsageScreen pool={pool} />}
        {screen === 'lab' && <LabScreen key={pool.id} pool={pool} />}
        {screen === 'placement' && <PlacementScreen pool={pool} />}
        {screen === 'trash' && <TrashScreen pool={pool} />}
        {screen === 'decisions' && <DecisionsScreen pool={pool} />}
        {screen === 'copies' && <CopiesDifferScreen pool={pool} />}
        {screen === 'duplicates' && <DuplicatesScreen pool={pool} />}
        {screen === 'activity' && <ActivityScreen key={pool.id} pool={pool} />}
        {screen === 'settings' && (
          <SettingsScreen
            pool={pool}
            poolPage={<PoolPage key={pool.id} pool={pool} trash={<TrashAge pool={pool} />} />}
            volumePage={(volume) => <VolumePage key={volume.id} pool={pool} volume={volume} />}
          />
        )}
        <Toaster />
        <OperationsPanel pool={pool} />
      </div>
      <Dialogs pool={pool} />
      <DragLayer pool={pool} />
    </div>
  );
}

/** Under 720 px the sidebar is behind this button, on every screen. */
function SingleColumnBar({ name }: { readonly name: string }) {
  const single = useSingleColumn();
  const open = useLayout((layout) => layout.sidebarOpen);
  if (!single) return null;
  return (
    <nav className={cx(css['single'], 'title-bar title-bar-start title-bar-end')} aria-label={text.poolAndScreens}>
      <IconButton label={text.menu} icon={MenuIcon} aria-expanded={open} onClick={() => openSidebar(true)} />
      <span>{name}</span>
    </nav>
  );
}

function Dialogs({ pool }: { readonly pool: PoolInfo }) {
  const open = useDialog((state) => state.open);
  switch (open?.kind) {
    case undefined:
      return null;
    case 'palette':
      return <CommandPalette />;
    case 'shortcuts':
      return <ShortcutList />;
    case 'select-pattern':
      return <SelectPattern onClose={closeDialog} />;
    case 'delete-forever':
      return <DeleteForever entries={open.entries} onClose={closeDialog} />;
    case 'run-program':
      return <RunProgram path={open.path} name={open.name} why={open.why} onClose={closeDialog} />;
    case 'real-paths':
      return <RealPaths pool={pool} name={open.name} copies={open.copies} onClose={closeDialog} />;
    case 'quick-look':
      return <QuickLook pool={pool} icon={listTools.KindIcon} thumbnail={listTools.Thumbnail} />;
    case 'properties':
      return <PropertiesDialog pool={pool} entries={open.entries} onClose={closeDialog} />;
    case 'add-volume':
      return <AddVolumeDialog pool={pool} onClose={closeDialog} />;
    case 'eject':
      return <EjectDialog pool={pool} onClose={closeDialog} />;
    case 'copy-back':
      return <CopyBack direction={open.direction} act={open.act} onClose={closeDialog} />;
    case 'held-back':
      return <HeldBackDialog pool={pool} volume={open.volume} />;
    case 'remove-pool':
      return <RemovePool pool={pool} onClose={closeDialog} />;
    case 'cancel-operations':
      return <CancelOperations pool={pool} onClose={closeDialog} />;
    case 'speed-limit':
      return <SpeedLimitDialog job={open.job} onClose={closeDialog} />;
    case 'on-volume':
      return <OnVolume pool={pool} what={open.what} folder={open.folder} onClose={closeDialog} />;
    case 'move-to-volume':
      return <MoveToVolume pool={pool} entries={open.entries} onClose={closeDialog} />;
    case 'destination':
      return <DestinationDialog pool={pool} verb={open.verb} paths={open.paths} onClose={closeDialog} />;
  }
}

/** What screen readers are told without anything being shown. */
function Spoken() {
  const words = useSpoken((state) => state.text);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
