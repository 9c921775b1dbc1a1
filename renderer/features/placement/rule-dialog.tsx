import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { policySentences, tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule } from '../../../shared/placement.ts';
import { setPlacement } from '../../state/placement.ts';
import { text } from '../../text.ts';
import { Button, Checkbox, Dialog, ErrorMessage, Segmented, TextField, VolumeMark } from '../../ui/index.ts';
import { keepings, keepingWords } from './default-placement.tsx';
import { draftOf, readRule } from './draft.ts';
import type { RuleDraft } from './draft.ts';
import css from './placement.module.css';
import { PolicyMenu } from './policy-menu.tsx';
import { words } from './words.ts';

export interface RuleDialogProps {
  readonly pool: PoolInfo;
  /** Null: a new one. */
  readonly rule: PlacementRule | null;
  readonly onClose: () => void;
}

/** One rule: its pattern, and what is done with the files that match. */
export function RuleDialog({ pool, rule: former, onClose }: RuleDialogProps) {
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(former));
  const [error, setError] = useState<AppError | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const others = pool.rules.filter(({ glob }) => glob !== former?.glob);
  const { rule, errors } = readRule(draft, others, former);
  const wrong = Object.keys(errors).length > 0;
  const set = (part: Partial<RuleDraft>): void => setDraft((known) => ({ ...known, ...part }));
  const save = async (): Promise<void> => {
    setTried(true);
    if (wrong || busy) return;
    setBusy(true);
    setError(null);
    try {
      // By its pattern: the rules may have been told anew since the dialog opened. One that is gone is added again.
      const at = pool.rules.findIndex(({ glob }) => glob === former?.glob);
      await setPlacement(pool, { rules: at < 0 ? [...pool.rules, rule] : pool.rules.with(at, rule) });
      onClose();
    } catch (thrown) {
      setError(asAppError(thrown));
      setBusy(false);
    }
  };
  const name = (named: string, on: boolean): void =>
    set({ volumes: on ? [...draft.volumes, named] : draft.volumes.filter((one) => one !== named) });
  const tags = [...new Set(pool.volumes.flatMap((volume) => volume.tags))].sort();
  // What the rule names and nobody has (any more) can still be taken off.
  const known = new Set([...pool.volumes.map((volume) => volume.name), ...tags.map((tag) => `${tagPrefix}${tag}`)]);
  const unknown = draftOf(former).volumes.filter((named) => !known.has(named));
  return (
    <Dialog
      wide
      title={former === null ? words.newRule : words.rule(former.glob)}
      say={words.ruleSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" disabled={busy} onClick={() => void save()}>
            {former === null ? words.add : words.save}
          </Button>
        </>
      }
    >
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={words.match}
          className={css['glob']}
          placeholder={words.patternLike}
          value={draft.glob}
          onChange={(glob) => set({ glob })}
          error={tried || draft.glob !== '' ? errors.glob : undefined}
          hint={words.patternHint}
        />
        <fieldset className={css['choices']}>
          <legend>{words.goTo}</legend>
          <p className={css['hint']}>{draft.volumes.length === 0 ? words.toAny : words.toNamed}</p>
          {pool.volumes.map((volume) => (
            <Checkbox
              key={volume.id}
              checked={draft.volumes.includes(volume.name)}
              onChange={(on) => name(volume.name, on)}
              label={
                <span className={css['named']}>
                  <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
                  {visibleName(volume.name)}
                </span>
              }
            />
          ))}
          {tags.map((tag) => (
            <Checkbox
              key={tag}
              checked={draft.volumes.includes(`${tagPrefix}${tag}`)}
              onChange={(on) => name(`${tagPrefix}${tag}`, on)}
              label={words.tagged(tag)}
            />
          ))}
          {unknown.map((named) => (
            <Checkbox
              key={named}
              checked={draft.volumes.includes(named)}
              onChange={(on) => name(named, on)}
              label={
                named.startsWith(tagPrefix) ? words.noSuchTag(named.slice(tagPrefix.length)) : words.noSuchVolume(named)
              }
            />
          ))}
        </fieldset>
        <div className={css['field']}>
          <span className={css['label']}>{words.policy}</span>
          <div className={css['control']}>
            <PolicyMenu optional value={draft.policy} onChange={(policy) => set({ policy })} />
            <span className={css['hint']}>{policySentences[draft.policy ?? pool.policy]}</span>
          </div>
        </div>
        <div className={css['field']}>
          <span className={css['label']}>{words.together}</span>
          <div className={css['control']}>
            <Segmented
              label={words.together}
              value={draft.keeping}
              options={keepings}
              onChange={(keeping) => set({ keeping })}
            />
            <span className={css['hint']}>{keepingWords[draft.keeping]}</span>
          </div>
        </div>
        {draft.keeping !== 'no' && (
          <div className={css['field']}>
            <span className={css['label']}>{words.levels}</span>
            <div className={css['control']}>
              <TextField
                label={words.levels}
                hideLabel
                className={css['number']}
                inputMode="numeric"
                value={draft.levels}
                onChange={(levels) => set({ levels })}
                error={errors.levels}
              />
              <span className={css['hint']}>{words.levelsSay}</span>
            </div>
          </div>
        )}
        <button type="submit" hidden />
      </form>
      {error !== null && <ErrorMessage error={error} />}
    </Dialog>
  );
}
