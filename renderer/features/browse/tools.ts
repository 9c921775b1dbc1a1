import { followEnd, goToRow, listKey, withCommand } from './keyboard.ts';
import { KindIcon } from './kind.tsx';
import { RenameField } from './rename-field.tsx';

/** What another list of entries needs so that it is used like this one: keys, clicks, icons, names edited in place. */
export const listTools = { KindIcon, RenameField, followEnd, goToRow, listKey, withCommand } as const;
