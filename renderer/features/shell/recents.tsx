import { Folder, FolderX, History, ListX } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { baseName, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { useBookmarkStates, lookAtBookmarks } from '../../state/bookmarks.ts';
import { openSidebar } from '../../state/layout.ts';
import { clearRecents, forgetRecent, useRecents } from '../../state/recents.ts';
import { go } from '../../state/route.ts';
import { Icon, Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import css from './bookmarks.module.css';
import sidebar from './sidebar.module.css';
import { words } from './words.ts';

/** The folders that were open last, in a menu; nothing while there are none. */
export function Recents({ pool }: { readonly pool: PoolInfo }) {
  const list = useRecents(pool.id);
  if (list.length === 0) return null;
  return (
    <section aria-label={words.recents} className={css['recents']}>
      <Menu
        trigger={
          // Whether they are still there is looked at when it is opened.
          <button
            type="button"
            className={sidebar['nav']}
            title={words.recents}
            onPointerEnter={lookAtBookmarks}
            onFocus={lookAtBookmarks}
          >
            <Icon icon={History} size={18} />
            <span className={sidebar['navLabel']}>{words.recents}</span>
          </button>
        }
      >
        <MenuLabel>{words.recents}</MenuLabel>
        {list.map((path) => (
          <Recent key={path} pool={pool} path={path as PoolPath} />
        ))}
        <MenuSeparator />
        <MenuItem icon={ListX} onSelect={() => clearRecents(pool.id)}>
          {words.clearRecents}
        </MenuItem>
      </Menu>
    </section>
  );
}

function Recent({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const place = useBookmarkStates(({ known }) => known.get(path)?.there);
  const parent = parentPath(path);
  const gone = place === 'no';
  const note = gone ? words.bookmarkGone : place === 'away' ? words.bookmarkAway : '';
  return (
    <MenuItem
      icon={gone ? FolderX : Folder}
      onSelect={() => {
        openSidebar(false);
        // It leads to the nearest folder that is there, which says so; it is of no use again.
        if (gone) forgetRecent(pool.id, path);
        go({ screen: 'files', path });
      }}
    >
      <bdi>{visibleName(baseName(path))}</bdi>
      {parent !== rootPath && <span className={css['recentIn']}> {words.recentIn(parent)}</span>}
      {note !== '' && <span className={css['recentIn']}> {note}</span>}
    </MenuItem>
  );
}
