import { formatSize } from '../../../shared/format.ts';
import type { KeptPicturesUse } from '../../../shared/small-picture.ts';
import { count, told } from '../../text.ts';

/** Words of the settings screen's frame and of the pages about the window. */
export const words = {
  title: 'Settings',
  window: 'Window',
  appearance: 'Appearance',
  files: 'Files',
  keyboard: 'Keyboard…',
  pool: 'Pool',
  addVolume: 'Add a volume',
  pages: 'Settings',
  appearanceSay: 'For you, in every window of this CFS. Each choice holds at once.',
  filesSay: 'How every folder is shown; the view menu of the toolbar has the same choices.',
  theme: 'Theme',
  themeSystem: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  themeHint: 'Contrast, colours and motion follow the system too.',
  density: 'Rows',
  densityCompact: 'Compact',
  densityNormal: 'Standard',
  densityComfortable: 'Comfortable',
  units: 'Sizes',
  unitsSi: 'KB, MB, GB',
  unitsIec: 'KiB, MiB, GiB',
  unitsSiHint: '1 KB is 1,000 bytes, as disks are sold.',
  unitsIecHint: '1 KiB is 1,024 bytes, as programs often count.',
  text: 'Text size',
  textHint: 'Zoom the window: Ctrl and + or −, Ctrl and 0 for the usual size.',
  textHintMac: 'Zoom the window: Command and + or −, Command and 0 for the usual size.',
  hidden: 'Hidden files',
  hiddenLabel: 'Show files whose name begins with a dot',
  foldersFirst: 'Order',
  foldersFirstLabel: 'Folders before files',
  recents: 'Recent folders',
  recentsLabel: 'Keep the last ten, for the sidebar',
  recentsHint: 'Switched off, those that were kept go, too.',
  pictures: 'Small pictures',
  picturesLabel: 'Keep them on this computer',
  picturesHint:
    'So that files are not read again. Only you can read them, never on a volume; what was deleted goes with Clear, or when there is no more room.',
  picturesClear: 'Clear the small pictures',
  view: 'Folders are shown as',
  viewDetails: 'List',
  viewGrid: 'Tiles',
  gone: 'This volume is not in the pool any more.',
  openSettings: 'Settings',
  poolSettings: 'Settings of the pool',
  useTheme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  useDensity: { compact: 'Rows: compact', normal: 'Rows: standard', comfortable: 'Rows: comfortable' },
  useUnits: { si: 'Sizes in KB, MB, GB', iec: 'Sizes in KiB, MiB, GiB' },
} as const;

/** "12 pictures, 3.1 MB of at most 200 MB, in /home/a/.cache/cfs/pictures." and why the last one could not be kept. */
export function keptWords({ folder, pictures, bytes, most, problem }: KeptPicturesUse): string {
  const size = `${formatSize(bytes)} of at most ${formatSize(most)}`;
  const kept = `${count(pictures, 'picture')}, ${size}, in ${told(folder)}.`;
  return problem === null ? kept : `${kept} The last one could not be kept: ${told(problem)}.`;
}
