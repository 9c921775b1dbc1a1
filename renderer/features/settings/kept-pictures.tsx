import { useEffect, useState } from 'react';
import type { KeptPicturesUse } from '../../../shared/small-picture.ts';
import { clearKeptPictures, keptPicturesUse } from '../../state/kept-pictures.ts';
import { notifyError } from '../../state/notices.ts';
import { setSettings, useSettings } from '../../state/settings.ts';
import { Button, Checkbox, Setting } from '../../ui/index.ts';
import css from './settings.module.css';
import { keptWords, words } from './words.ts';

/** Whether small pictures are kept on this computer, what is kept, and a way to be rid of it. */
export function KeptPictures() {
  const keep = useSettings(({ keepPictures }) => keepPictures);
  const [use, setUse] = useState<KeptPicturesUse | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    keptPicturesUse(abort.signal)
      .then(setUse)
      .catch((thrown: unknown) => {
        setUse(null);
        if (!abort.signal.aborted) notifyError(thrown);
      });
    return () => abort.abort();
  }, [asked]);
  const clear = async (): Promise<void> => {
    try {
      await clearKeptPictures();
      setAsked((before) => before + 1);
    } catch (thrown) {
      notifyError(thrown);
    }
  };
  const change = (next: boolean): void => {
    setSettings({ keepPictures: next });
    // What was kept goes with it.
    if (!next) void clear();
  };
  return (
    <Setting label={words.pictures} hint={words.picturesHint}>
      <Checkbox label={words.picturesLabel} checked={keep} onChange={change} />
      {use !== null && keep && <span className={css['fact']}>{keptWords(use)}</span>}
      {use !== null && use.pictures > 0 && (
        <div>
          <Button onClick={() => void clear()}>{words.picturesClear}</Button>
        </div>
      )}
    </Setting>
  );
}
