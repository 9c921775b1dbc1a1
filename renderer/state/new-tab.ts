import type { PoolPath } from '../../shared/path.ts';
import { capabilities } from '../api/host.ts';
import { toHash, useRoute } from './route.ts';

/** Windows of a browser have tabs; the desktop window will have its own. */
export function canOpenTab(): boolean {
  return !capabilities().windowControls;
}

/** Opens a folder in a tab of the browser; nothing where there are none. The tab takes over this one's session. */
export function openInTab(path: PoolPath): void {
  if (!canOpenTab()) return;
  const { route } = useRoute.getState();
  window.open(`/${toHash({ ...route, screen: 'files', path, query: '' })}`, '_blank');
}
