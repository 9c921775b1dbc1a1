import { Settings as SettingsIcon } from 'lucide-react';
import { registerCommands } from '../../state/commands.ts';
import type { Command, CommandState } from '../../state/commands.ts';
import { openDialog } from '../../state/dialogs.ts';
import { currentPool } from '../../state/pool.ts';
import { setSettings, useSettings } from '../../state/settings.ts';
import { showSettings } from '../../state/settings-place.ts';
import { words } from './words.ts';

const withPool = (): CommandState => (currentPool() === null ? 'hidden' : true);

/** Settings as commands: what the screen has as a choice can be chosen by its name too. */
export function registerSettingsCommands(): void {
  registerCommands([
    {
      id: 'settings.open',
      title: words.openSettings,
      group: 'view',
      icon: SettingsIcon,
      keys: { other: ['Mod+,'] },
      enabled: withPool,
      run: () => showSettings(),
    },
    {
      id: 'settings.pool',
      title: words.poolSettings,
      group: 'pool',
      enabled: withPool,
      run: () => showSettings({ page: 'pool' }),
    },
    {
      id: 'pool.addVolume',
      title: `${words.addVolume}…`,
      group: 'pool',
      enabled: withPool,
      run: () => openDialog({ kind: 'add-volume' }),
    },
    ...choices('theme', words.useTheme),
    ...choices('density', words.useDensity),
    ...choices('units', words.useUnits),
  ]);
}

/** One command for each value of a setting; the one that holds says so. */
function choices<Key extends 'theme' | 'density' | 'units'>(
  key: Key,
  titles: Readonly<Record<ReturnType<typeof useSettings.getState>[Key], string>>,
): readonly Command[] {
  type Value = ReturnType<typeof useSettings.getState>[Key];
  return (Object.keys(titles) as Value[]).map((value) => ({
    id: `settings.${key}.${value}`,
    title: titles[value],
    group: 'view',
    checked: () => useSettings.getState()[key] === value,
    run: () => setSettings({ [key]: value }),
  }));
}
