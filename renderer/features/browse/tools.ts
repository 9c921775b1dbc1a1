import { Marks } from './cells.tsx';
import { entryDrag } from './drag-source.ts';
import { followEnd, listKey, withCommand } from './keyboard.ts';
import { KindIcon } from './kind.tsx';
import { menuKey } from './menu-at.ts';
import { pressGround, pressRow, releasePress } from './press.ts';
import { RenameField } from './rename-field.tsx';
import { Badges } from './row.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** What another list of entries needs so that it is used like this one: keys, clicks, icons, names edited in place. */
export const listTools = {
  KindIcon,
  Marks,
  Badges,
  RenameField,
  Thumbnail,
  entryDrag,
  followEnd,
  listKey,
  menuKey,
  pressGround,
  pressRow,
  releasePress,
  withCommand,
} as const;
