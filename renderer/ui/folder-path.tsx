import { useEffect, useRef } from 'react';
import { ChevronRight } from 'lucide-react';
import { visibleName } from '../../shared/format.ts';
import { childPath, pathNames, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { cx } from './classes.ts';
import styles from './folder-path.module.css';
import { Icon } from './icon.tsx';
import { words } from './words.ts';

export interface FolderPathProps {
  /** Name of the pool. */
  readonly pool: string;
  readonly path: PoolPath;
  /** Stands before the pool, as the heading. */
  readonly title?: string;
  readonly className?: string | undefined;
  readonly onGo: (path: PoolPath) => void;
}

/** Every folder from the pool down to the open one; the last ones stay in sight. */
export function FolderPath({ pool, path, title, className, onGo }: FolderPathProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (list.current !== null) list.current.scrollLeft = list.current.scrollWidth;
  }, [path]);
  const folders: { name: string; path: PoolPath }[] = [{ name: pool, path: rootPath }];
  for (const name of pathNames(path)) folders.push({ name, path: childPath(folders.at(-1)?.path ?? rootPath, name) });
  return (
    <nav aria-label={words.folderPath} className={cx(styles['path'], className)}>
      <ol ref={list}>
        {title !== undefined && (
          <li>
            <h1>{title}</h1>
          </li>
        )}
        {folders.map((folder, at) => (
          <li key={folder.path}>
            {(at > 0 || title !== undefined) && <Icon icon={ChevronRight} size={14} />}
            <button
              type="button"
              className={cx(styles['folder'], at === folders.length - 1 && styles['last'])}
              aria-current={at === folders.length - 1 ? 'location' : undefined}
              title={visibleName(folder.path)}
              onClick={() => onGo(folder.path)}
            >
              {visibleName(folder.name)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
