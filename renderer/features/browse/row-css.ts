import general from '../../ui/entry-row.module.css';
import { addedTo } from '../../ui/index.ts';
import own from './row.module.css';

/** Classes of a row of a folder: those of any list of entries, and its own. */
export const rowCss = addedTo(general, own);
