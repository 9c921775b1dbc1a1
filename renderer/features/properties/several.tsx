import { formatDay } from '../../../shared/format.ts';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { folderName } from '../../state/entries.ts';
import { exactSize } from '../../state/entry-words.ts';
import { useSelectionUsage } from '../../state/selection-usage.ts';
import { joined } from '../../text.ts';
import { Fact, Split } from './parts.tsx';
import css from './properties.module.css';
import { words } from './words.ts';

/** What several entries amount to. */
export function Several({ pool, entries }: { readonly pool: PoolInfo; readonly entries: readonly Entry[] }) {
  const usage = useSelectionUsage(pool.id, entries);
  const files = entries.filter(({ type }) => type !== 'directory');
  const inFiles = files.reduce((sum, { size }) => sum + size, 0);
  const folders = new Set(entries.map(({ path }) => parentPath(path as PoolPath)));
  const [folder] = folders;
  const differing = entries.filter(({ conflict }) => conflict).length;
  const away = entries.filter(({ offline }) => offline).length;
  let [first, last] = [Infinity, -Infinity];
  for (const { mtimeMs } of entries) [first, last] = [Math.min(first, mtimeMs), Math.max(last, mtimeMs)];
  return (
    <>
      <section className={css['first']}>
        <dl className={css['facts']}>
          {usage === null ? (
            files.length === entries.length && <Fact name={words.size}>{exactSize(inFiles)}</Fact>
          ) : (
            <>
              <Fact name={words.size}>{words.sum(usage.bytes, usage.unread)}</Fact>
              <Fact name={words.allocated}>{words.allocatedOn(usage.allocated, usage.unread)}</Fact>
              <Fact name={words.contains}>{words.containsFiles(usage)}</Fact>
            </>
          )}
          <Fact name={words.inFolder}>
            {folders.size === 1 && folder !== undefined ? folderName(folder) : words.manyFolders}
          </Fact>
          <Fact name={words.modified}>{words.between(formatDay(first), formatDay(last))}</Fact>
          {(differing > 0 || away > 0) && (
            <Fact name={words.state}>
              {joined(differing > 0 ? words.differing(differing) : '', away > 0 ? words.away(away) : '')}
            </Fact>
          )}
        </dl>
      </section>
      {usage !== null && (
        <section className={css['section']}>
          <h3>{words.where}</h3>
          <Split pool={pool} usage={usage} items />
        </section>
      )}
    </>
  );
}
