import general from '../../ui/entry-row.module.css';
import { addedTo } from '../../ui/index.ts';
import own from './results.module.css';

/** Classes of the rows that were found: those of any list of entries, and their own. */
export const resultsCss = addedTo(general, own);
