import { extensionOf, kindOfExtension } from './kinds.ts';

/** What the system may run as a program when it is asked to open it, told by name, kind and mode only. */

/** Programs, installers, scripts and shortcuts of any system: another one may run them too (Wine, a compatibility layer). */
const programs = new Set(
  (
    'exe com scr pif cpl msi msp msc bat cmd ps1 psm1 ps1xml vbs vbe wsf wsh hta lnk url reg scf inf application gadget ' +
    'jar jnlp sh bash zsh fish csh ksh command tool workflow action scpt scptd applescript app pkg mpkg ' +
    'desktop appimage run bin out flatpakref flatpakrepo deb rpm apk xpi'
  ).split(' '),
);

/** Only Windows runs these by a double click. */
const onWindows = new Set('js jse py pyw pyz pl rb wsc sct settingcontent-ms chm ade adp'.split(' '));

export interface Opened {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  /** st_mode & 07777 */
  readonly mode: number;
  readonly linkTarget?: string;
}

/**
 * Why opening this may run it, as the end of a sentence ("it is a program (.exe)"); null when it is plain data. The
 * execute permission counts only where the name says nothing: volumes without Unix permissions set it on every file.
 */
export function whyItRuns(entry: Opened, platform: 'linux' | 'darwin' | 'win32'): string | null {
  if (entry.type === 'directory') return null;
  const target = entry.linkTarget?.split('/').at(-1);
  for (const name of target === undefined ? [entry.name] : [entry.name, target]) {
    const extension = extensionOf(name);
    if (programs.has(extension) || (platform === 'win32' && onWindows.has(extension))) {
      return `it is a program or a script (.${extension})`;
    }
  }
  if (platform === 'win32' || (entry.mode & 0o111) === 0) return null;
  const isData = kindOfExtension(extensionOf(target ?? entry.name)) !== 'other';
  return isData ? null : 'it may be run as a program';
}
