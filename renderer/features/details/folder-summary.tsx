import type { PoolInfo } from '../../../shared/model.ts';
import { folderName } from '../../state/entries.ts';
import { useFolders } from '../../state/folders.ts';
import { useRoute } from '../../state/route.ts';
import css from './details.module.css';
import { FolderUsage } from './folder-usage.tsx';
import { folderWords, words } from './words.ts';

/** Nothing is selected: a few words about the open folder. */
export function FolderSummary({ pool }: { readonly pool: PoolInfo }) {
  const path = useRoute((state) => state.route.path);
  const folder = useFolders((state) => (state.pool === pool.id ? state.folders.get(path) : undefined));
  return (
    <>
      <h2 className={css['title']}>{folderName(path)}</h2>
      <p className={css['kind']}>
        {folderWords(
          path === '/' ? null : pool.name,
          folder?.complete === true && folder.error === null ? folder.entries.length : null,
          folder?.missing.some(({ knownMs }) => knownMs === undefined) === true,
        )}
      </p>
      <FolderUsage pool={pool} path={path} />
      <p className={css['hint']}>{words.chooseOne}</p>
    </>
  );
}
