import type { VolumeTraits } from '../../../shared/volume-report.ts';

/** What all of these can do; of what one of them cannot tell, nothing is told. */
export function commonTraits(all: readonly VolumeTraits[]): VolumeTraits {
  const every = (can: (traits: VolumeTraits) => boolean): boolean => all.length > 0 && all.every(can);
  const told = (can: (traits: VolumeTraits) => boolean | null): boolean | null =>
    all.some((traits) => can(traits) === null) ? null : every((traits) => can(traits) === true);
  const least = (of: (traits: VolumeTraits) => number | null): number | null => {
    const figures = all.map(of).filter((figure) => figure !== null);
    return figures.length === 0 ? null : Math.min(...figures);
  };
  return {
    hardLinks: every(({ hardLinks }) => hardLinks),
    symlinks: every(({ symlinks }) => symlinks),
    holes: told(({ holes }) => holes),
    durable: told(({ durable }) => durable),
    caseSensitive: every(({ caseSensitive }) => caseSensitive),
    xattrs: told(({ xattrs }) => xattrs),
    acls: told(({ acls }) => acls),
    readsBack: told(({ readsBack }) => readsBack),
    timeStepNs: Math.max(1, ...all.map(({ timeStepNs }) => timeStepNs)),
    nameBytes: least(({ nameBytes }) => nameBytes),
    freeFiles: least(({ freeFiles }) => freeFiles),
  };
}
