import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { policySentences, tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule } from '../../../shared/placement.ts';
import { setPlacement } from '../../state/placement.ts';
import { Button, Checkbox, Dialog, ErrorMessage, Segmented, TextField, VolumeMark } from '../../ui/index.ts';
import { keepings, keepingWords } from './default-placement.tsx';
import { draftOf, readRule } from './draft.ts';
import type { RuleDraft } from './draft.ts';
import css from './placement.module.css';
import { PolicyMenu } from './policy-menu.tsx';
import { namedWords, words } from './words.ts';

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
      const rules = former === null ? [...pool.rules, rule] : pool.rules.map((one) => (one === former ? rule : one));
      await setPlacement(pool, { rules });
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
      title={former === null ? 'New rule' : `Rule ${visibleName(former.glob)}`}
      say="For new files that match. Files that are there stay where they are until a plan moves them."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={busy} onClick={() => void save()}>
            {former === null ? 'Add rule' : 'Save'}
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
          label="Files that match"
          className={css['glob']}
          placeholder="/Photos/**/*.NEF"
          value={draft.glob}
          onChange={(glob) => set({ glob })}
          error={tried || draft.glob !== '' ? errors.glob : undefined}
          hint="*.iso for names anywhere, /Photos/** for all below a folder; * stays within one name."
        />
        <fieldset className={css['choices']}>
          <legend>Go to</legend>
          <p className={css['hint']}>
            {draft.volumes.length === 0 ? 'Any volume of the pool.' : 'One of these, and no other.'}
          </p>
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
              label={`Volumes with the tag ${visibleName(tag)}`}
            />
          ))}
          {unknown.map((named) => (
            <Checkbox
              key={named}
              checked={draft.volumes.includes(named)}
              onChange={(on) => name(named, on)}
              label={
                named.startsWith(tagPrefix)
                  ? `The tag ${namedWords(named)}, which no volume has`
                  : `${namedWords(named)}, which is not in the pool`
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
