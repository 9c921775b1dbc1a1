/** The primitives of the window. Features take them from here; what they look like is said by tokens.css alone. */
export { Button, IconButton } from './button.tsx';
export { cx } from './classes.ts';
export { Dialog } from './dialog.tsx';
export { Checkbox, Segmented, Slider, TextField } from './field.tsx';
export { FolderPath } from './folder-path.tsx';
export { rowElement, useFollowingFocus } from './following-focus.ts';
export { Icon } from './icon.tsx';
export { ColumnHead, HeadRow, ListHead } from './list-head.tsx';
export { ContextMenu, Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator, MenuSub } from './menu.tsx';
export { PageBar } from './page-bar.tsx';
export { PointerNote, QuietNote, VolumeNote } from './pointer-note.tsx';
export { Popover } from './popover.tsx';
export { Badge, Empty, ErrorMessage, Message, ProgressBar, Skeleton, useDelayed } from './status.tsx';
export { toast, Toaster } from './toast.tsx';
export { Tooltip } from './tooltip.tsx';
export { SettledField, Setting } from './setting.tsx';
export { asSentence, asSentences, errorParts, keepNames } from './words.ts';
export { ShareBar, StateDot, VolumeBar, volumeClass, VolumeMark } from './volume.tsx';
