import { useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { ChevronDown, Search, X } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { ariaShortcutsOf, shortcutOf } from '../../state/commands.ts';
import { useSingleColumn } from '../../state/layout.ts';
import { useRoute } from '../../state/route.ts';
import {
  askNow,
  focusResults,
  focusSearch,
  leaveSearch,
  prepareSearch,
  searchIn,
  setText,
  useSearch,
} from '../../state/search.ts';
import { cx, Icon, IconButton, Menu, MenuCheckItem } from '../../ui/index.ts';
import css from './field.module.css';
import { words } from './words.ts';

function scopeName(pool: PoolInfo, path: PoolPath): string {
  return visibleName(path === rootPath ? pool.name : baseName(path));
}

/** The whole pool, the folder that the search began in, the one that is searched now. */
function ScopeMenu({ pool }: { readonly pool: PoolInfo }) {
  const path = useRoute((state) => state.route.path);
  const here = useSearch((state) => state.here);
  const folders = [...new Set([here, path])].filter((one) => one !== rootPath);
  return (
    <Menu
      trigger={
        <button type="button" className={css['scope']} aria-label={words.whereIs(pool, path)}>
          <span className={css['scopeName']}>{words.scope(pool, path)}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      <MenuCheckItem checked={path === rootPath} onSelect={() => searchIn(rootPath)}>
        {words.wholePool}
      </MenuCheckItem>
      {folders.map((one) => (
        <MenuCheckItem key={one} checked={path === one} onSelect={() => searchIn(one)}>
          {scopeName(pool, one)}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}

/** Where one types what is looked for: in the toolbar of the files, and over the results. */
export function SearchField({ pool }: { readonly pool: PoolInfo }) {
  const input = useRef<HTMLInputElement>(null);
  const text = useSearch((state) => state.text);
  const scope = useSearch((state) => state.scope);
  const wanted = useSearch((state) => state.fieldWanted);
  const { screen, path } = useRoute((state) => state.route);
  const single = useSingleColumn();
  const searching = screen === 'search';
  const within = searching ? path : scope === 'folder' ? path : rootPath;
  const label = words.searchIn(within === rootPath ? null : scopeName(pool, within));

  const seen = useRef(searching ? wanted - 1 : wanted);
  useLayoutEffect(() => {
    if (seen.current === wanted) return;
    seen.current = wanted;
    input.current?.focus();
    input.current?.select();
  }, [wanted, searching]);

  if (single && !searching) {
    return <IconButton label={words.searchIn(null)} icon={Search} onClick={() => focusSearch('pool')} />;
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      if (searching) leaveSearch();
      else input.current?.blur();
    } else if (event.key === 'Enter' && searching) {
      askNow();
      focusResults();
    } else if (event.key === 'ArrowDown' && searching) focusResults();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className={cx(css['field'], searching && css['wide'])} role="search" aria-label={label}>
        <Icon icon={Search} />
        <input
          ref={input}
          type="text"
          role="searchbox"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          aria-keyshortcuts={[ariaShortcutsOf('search.here'), ariaShortcutsOf('search.pool')].join(' ')}
          placeholder={label}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={prepareSearch}
          onKeyDown={onKeyDown}
        />
        {text === '' ? (
          !searching && <kbd aria-hidden>{shortcutOf('search.here')}</kbd>
        ) : (
          <IconButton
            label={words.clear}
            icon={X}
            size="small"
            onClick={() => {
              setText('');
              input.current?.focus();
            }}
          />
        )}
      </div>
      {searching && <ScopeMenu pool={pool} />}
    </>
  );
}
