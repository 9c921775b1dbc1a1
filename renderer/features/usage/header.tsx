import { ArrowUp, ChevronDown, ChevronLeft } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import { back, go, useRoute } from '../../state/route.ts';
import { FolderPath, Icon, IconButton, Menu, MenuCheckItem, PageBar, Segmented } from '../../ui/index.ts';
import css from './usage.module.css';
import { setView, useView } from './view.ts';
import { words } from './words.ts';

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
    <PageBar className={css['bar']}>
      <IconButton label="Back" icon={ChevronLeft} disabled={!canBack} why="Nothing to go back to" onClick={back} />
      <IconButton
        label="Up"
        icon={ArrowUp}
        disabled={route.path === rootPath}
        why="This is the top of the pool"
        onClick={onOut}
      />
      <FolderPath
        pool={pool.name}
        path={route.path}
        title={words.usage}
        className={css['path']}
        onGo={(path) => go({ path })}
      />
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
    </PageBar>
  );
}
