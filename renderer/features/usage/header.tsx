import { ArrowUp, ChevronDown, ChevronLeft } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import { back, go, useRoute } from '../../state/route.ts';
import { text } from '../../text.ts';
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
      <IconButton label={text.back} icon={ChevronLeft} disabled={!canBack} why={text.nothingBack} onClick={back} />
      <IconButton label={words.up} icon={ArrowUp} disabled={route.path === rootPath} why={text.isTop} onClick={onOut} />
      <FolderPath
        pool={pool.name}
        path={route.path}
        title={words.usage}
        className={css['path']}
        onGo={(path) => go({ path })}
      />
      <Segmented
        label={words.colours}
        value={colouring}
        options={colourings}
        onChange={(value) => setView({ colouring: value })}
      />
      <Menu
        align="end"
        trigger={
          <button type="button" className={css['pick']} title={words.whichSize}>
            {words[measure]}
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={measure === 'allocated'} onSelect={() => setView({ measure: 'allocated' })}>
          {words.allocatedMeans}
        </MenuCheckItem>
        <MenuCheckItem checked={measure === 'logical'} onSelect={() => setView({ measure: 'logical' })}>
          {words.logicalMeans}
        </MenuCheckItem>
      </Menu>
    </PageBar>
  );
}
