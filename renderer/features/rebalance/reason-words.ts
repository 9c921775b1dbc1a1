import { visibleName } from '../../../shared/format.ts';
import { told } from '../../text.ts';

/** A reason that the engine gives, as a sentence; a name at its start stays as it is. */
export function sentence(reason: string, names: readonly string[]): string {
  const shown = told(reason);
  if (names.some((name) => reason.startsWith(name) || reason.startsWith(visibleName(name)))) return shown;
  return shown.charAt(0).toUpperCase() + shown.slice(1);
}
