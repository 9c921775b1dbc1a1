/** Words of commands and things that more than one part of the window says. Sentence case, verbs on buttons. */
export const text = {
  open: 'Open',
  download: 'Download',
  rename: 'Rename…',
  moveTo: 'Move to…',
  moveToVolume: 'Move to volume…',
  copyTo: 'Copy to…',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteInto: 'Paste into this folder',
  duplicate: 'Duplicate',
  newFolder: 'New folder',
  newFile: 'New file',
  addFiles: 'Add files…',
  addFolder: 'Add a folder…',
  trash: 'Move to trash',
  deleteForever: 'Delete for ever…',
  showReal: 'Show in system',
  openWith: 'Open with…',
  copyPath: 'Copy pool path',
  copyRealPath: 'Copy real path',
  reload: 'Reload',
  details: 'Details',
  compareCopies: 'Compare and decide…',
  selectAll: 'Select all',
  selectPattern: 'Select by name…',
  invertSelection: 'Invert selection',
  cancel: 'Cancel',
  showAll: 'Show all',
  tryAgain: 'Try again',
  undo: 'Undo',
  redo: 'Redo',
  notConnected: 'not connected',
  vanished: 'vanished with much else, not confirmed as gone',
  connectToUse: 'It is shown as it was when its volume was last seen. Connect the volume to open or change it.',
} as const;

/** "1 item", "1,203 items". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}
