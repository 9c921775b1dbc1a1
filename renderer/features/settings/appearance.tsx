import { onMac } from '../../state/keys.ts';
import { setKeepRecents } from '../../state/recents.ts';
import { setSettings, setView, useSettings } from '../../state/settings.ts';
import { Checkbox, Segmented, Setting } from '../../ui/index.ts';
import { KeptPictures } from './kept-pictures.tsx';
import css from './settings.module.css';
import { words } from './words.ts';

const themes = [
  { value: 'system', label: words.themeSystem },
  { value: 'light', label: words.themeLight },
  { value: 'dark', label: words.themeDark },
] as const;
const densities = [
  { value: 'compact', label: words.densityCompact },
  { value: 'normal', label: words.densityNormal },
  { value: 'comfortable', label: words.densityComfortable },
] as const;
const units = [
  { value: 'si', label: words.unitsSi },
  { value: 'iec', label: words.unitsIec },
] as const;
const kinds = [
  { value: 'details', label: words.viewDetails },
  { value: 'grid', label: words.viewGrid },
] as const;

/** What the window looks like: it holds at once, here and in the other windows. */
export function Appearance() {
  const chosen = useSettings();
  return (
    <section aria-labelledby="settings-page">
      <div className={css['lede']}>
        <h2 id="settings-page">{words.appearance}</h2>
        <p>{words.appearanceSay}</p>
      </div>
      <div className={css['form']}>
        <Setting label={words.theme} hint={words.themeHint}>
          <Segmented
            label={words.theme}
            value={chosen.theme}
            options={themes}
            onChange={(theme) => setSettings({ theme })}
          />
        </Setting>
        <Setting label={words.density}>
          <Segmented
            label={words.density}
            value={chosen.density}
            options={densities}
            onChange={(density) => setSettings({ density })}
          />
        </Setting>
        <Setting label={words.units} hint={chosen.units === 'si' ? words.unitsSiHint : words.unitsIecHint}>
          <Segmented
            label={words.units}
            value={chosen.units}
            options={units}
            onChange={(next) => setSettings({ units: next })}
          />
        </Setting>
        <Setting label={words.text}>
          <span className={css['fact']}>{onMac ? words.textHintMac : words.textHint}</span>
        </Setting>
      </div>
    </section>
  );
}

/** How folders are shown. */
export function FilesView() {
  const { kind, hidden, foldersFirst } = useSettings(({ view }) => view);
  const keepRecents = useSettings((settings) => settings.keepRecents);
  return (
    <section aria-labelledby="settings-page">
      <div className={css['lede']}>
        <h2 id="settings-page">{words.files}</h2>
        <p>{words.filesSay}</p>
      </div>
      <div className={css['form']}>
        <Setting label={words.view}>
          <Segmented label={words.view} value={kind} options={kinds} onChange={(next) => setView({ kind: next })} />
        </Setting>
        <Setting label={words.hidden}>
          <Checkbox label={words.hiddenLabel} checked={hidden} onChange={(next) => setView({ hidden: next })} />
        </Setting>
        <Setting label={words.foldersFirst}>
          <Checkbox
            label={words.foldersFirstLabel}
            checked={foldersFirst}
            onChange={(next) => setView({ foldersFirst: next })}
          />
        </Setting>
        <Setting label={words.recents} hint={words.recentsHint}>
          <Checkbox label={words.recentsLabel} checked={keepRecents} onChange={setKeepRecents} />
        </Setting>
        <KeptPictures />
      </div>
    </section>
  );
}
