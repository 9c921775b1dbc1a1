import type { VolumeInfo } from '../../shared/model.ts';

/** A volume of tests: connected, read and written, nothing known of its space. */
export function volumeInfo(name: string, more: Partial<VolumeInfo> = {}): VolumeInfo {
  return {
    id: `id-${name}`,
    name,
    root: `/mnt/${name}`,
    mode: 'read-write',
    state: 'online',
    stateReason: '',
    colour: 1,
    mark: '1',
    space: null,
    reserve: 0,
    limit: null,
    tags: [],
    spaceGroup: name,
    filesystem: 'ext4',
    watching: 'live',
    notEjected: 'it is a folder of the system disk, and no disk of its own',
    ...more,
  };
}
