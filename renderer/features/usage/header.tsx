import { useEffect, useRef } from 'react';
import { ArrowUp, ChevronDown, ChevronLeft, ChevronRight } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { childPath, pathNames, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { back, go, useRoute } from '../../state/route.ts';
import { cx, Icon, IconButton, Menu, MenuCheckItem, Segmented } from '../../ui/index.ts';
import css from './usage.module.css';
import { setView, useView } from './view.ts';
import { words } from './words.ts';

/** "Usage", the pool and every folder down to the one that is shown. */
function Crumbs({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (list.current !== null) list.current.scrollLeft = list.current.scrollWidth;
  }, [path]);
  const crumbs: { name: string; path: PoolPath }[] = [{ name: pool.name, path: rootPath }];
  for (const name of pathNames(path)) crumbs.push({ name, path: childPath(crumbs.at(-1)?.path ?? rootPath, name) });
  return (
    <nav aria-label="Folder path" className={css['crumbs']}>
      <ol ref={list}>
        <li>
          <h1>{words.usage}</h1>
        </li>
        {crumbs.map((crumb, at) => (
          <li key={crumb.path}>
            <Icon icon={ChevronRight} size={14} />
            <button
              type="button"
              className={cx(css['crumb'], at === crumbs.length - 1 && css['last'])}
              aria-current={at === crumbs.length - 1 ? 'location' : undefined}
              title={visibleName(crumb.path)}
              onClick={() => go({ path: crumb.path })}
            >
              {visibleName(crumb.name)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

const colourings = [
  { value: 'volume', label: words.byVolume },
  { value: 'kind', label: words.byKind },
  { value: 'age', label: words.byAge },
] as const;

/** The bar of the usage screen: where one is, what the colours tell, which size is counted. */
export function UsageHeader({ pool, onOut }: { readonly pool: PoolInfo; readonly onOut: () => void }) {
  const { route, canBack } = useRoute();
  const { colouring, measure } = useView();
  return (
    <header className={cx(css['bar'], 'title-bar title-bar-end')}>
      <IconButton label="Back" icon={ChevronLeft} disabled={!canBack} why="Nothing to go back to" onClick={back} />
      <IconButton
        label="Up"
        icon={ArrowUp}
        disabled={route.path === rootPath}
        why="This is the top of the pool"
        onClick={onOut}
      />
      <Crumbs pool={pool} path={route.path} />
      <Segmented
        label="Colours"
        value={colouring}
        options={colourings}
        onChange={(value) => setView({ colouring: value })}
      />
      <Menu
        align="end"
        trigger={
          <button type="button" className={css['pick']} title="Which size is counted">
            {words[measure]}
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={measure === 'allocated'} onSelect={() => setView({ measure: 'allocated' })}>
          Allocated size: what is taken on the volumes
        </MenuCheckItem>
        <MenuCheckItem checked={measure === 'logical'} onSelect={() => setView({ measure: 'logical' })}>
          Logical size: what there is to read, further copies not counted
        </MenuCheckItem>
      </Menu>
    </header>
  );
}
