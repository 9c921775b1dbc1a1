import { setFormats } from '../../shared/format.ts';
import type { SizeUnits } from '../../shared/format.ts';
import type { WindowSettings } from './settings.ts';

/**
 * Sentences of the engine that hold sizes (refusals, reasons, notes of plans) are written in the units that the person
 * chose for the window, from now on and with each choice. For a process that serves windows; commands keep to KB and GB.
 */
export function followUnits(settings: WindowSettings): void {
  const follow = ({ units }: { readonly units: SizeUnits }): void => setFormats({ units, locale: null });
  follow(settings.read().settings);
  settings.onChange(follow);
}
