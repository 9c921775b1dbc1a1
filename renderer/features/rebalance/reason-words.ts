import { visibleName } from '../../../shared/format.ts';

/** A reason as a sentence; a name at its start stays as it is. */
export function sentence(reason: string, names: readonly string[]): string {
  if (names.some((name) => reason.startsWith(visibleName(name)))) return reason;
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
