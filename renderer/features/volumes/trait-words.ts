import { formatCount } from '../../../shared/format.ts';
import type { VolumeTraits } from '../../../shared/volume-report.ts';

export interface Trait {
  readonly what: string;
  readonly can: boolean;
  /** What it is good for, or what becomes of files without it. */
  readonly say: string;
}

/** What a file system can do, in words; what cannot be told without writing is left out. */
export function traitWords(traits: VolumeTraits): readonly Trait[] {
  const { timeStepNs, nameBytes, freeFiles } = traits;
  const all: readonly { readonly what: string; readonly can: boolean | null; readonly say: string }[] = [
    { what: 'hard links', can: traits.hardLinks, say: 'One file under several names.' },
    { what: 'symbolic links', can: traits.symlinks, say: 'Links are kept as links.' },
    { what: 'attributes', can: traits.xattrs, say: 'Extended attributes of files are kept.' },
    { what: 'ACLs', can: traits.acls, say: 'Access control lists are kept.' },
    { what: 'holes', can: traits.holes, say: 'Files with holes take only the room of what is in them.' },
    { what: 'upper and lower case', can: traits.caseSensitive, say: 'Names that differ only in case are two names.' },
    { what: 'reading back', can: traits.readsBack, say: 'What was copied is read again from the disk itself.' },
    { what: 'power cuts', can: traits.durable, say: 'What was copied is still there after the power failed.' },
  ];
  return [
    ...all.flatMap(({ what, can, say }) => (can === null ? [] : [{ what, can, say }])),
    ...(nameBytes === null
      ? []
      : [{ what: `names of ${formatCount(nameBytes)} bytes`, can: true, say: 'Longer names are refused.' }]),
    { what: `times to ${stepWords(timeStepNs)}`, can: true, say: 'Times of files are rounded to that.' },
    ...(freeFiles === null
      ? []
      : [{ what: `${formatCount(freeFiles)} more files`, can: freeFiles > 0, say: 'Room for so many more names.' }]),
  ];
}

function stepWords(ns: number): string {
  if (ns <= 1) return 'the nanosecond';
  if (ns < 1_000_000) return `${formatCount(ns)} ns`;
  return ns < 1_000_000_000 ? `${formatCount(ns / 1_000_000)} ms` : `${formatCount(ns / 1_000_000_000)} s`;
}
