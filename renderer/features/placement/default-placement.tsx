import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { policySentences } from '../../../shared/placement.ts';
import type { KeepTogether } from '../../../shared/placement.ts';
import { notifyError } from '../../state/notices.ts';
import { setPlacement } from '../../state/placement.ts';
import type { PlacementChanges } from '../../state/placement.ts';
import { Segmented, TextField } from '../../ui/index.ts';
import { readLevels } from './draft.ts';
import type { Keeping } from './draft.ts';
import css from './placement.module.css';
import { PolicyMenu } from './policy-menu.tsx';
import { words } from './words.ts';

export const keepings = (['no', 'softly', 'firmly'] as const).map((value) => ({ value, label: words.keepings[value] }));

export const keepingWords: Readonly<Record<Keeping, string>> = {
  no: words.togetherNot,
  softly: words.togetherSoft,
  firmly: words.togetherFirm,
};

function keepingOf(keep: KeepTogether | null): Keeping {
  if (keep === null) return 'no';
  return keep.firm ? 'firmly' : 'softly';
}

/** Bytes, or why what is typed is no size. */
function readReserve(text: string): { readonly bytes: number } | { readonly error: string } {
  try {
    return { bytes: parseSize(text) };
  } catch (thrown) {
    return { error: words.noSize(asAppError(thrown).message.split(': ').at(-1) ?? '') };
  }
}

/** Room that no volume of the pool fills, but for those that have a reserve of their own. */
function Reserve({ pool, change }: { readonly pool: PoolInfo; readonly change: (changes: PlacementChanges) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = pool.reserve === null ? '' : formatSize(pool.reserve);
  const text = typed ?? shown;
  const read = text === shown || text.trim() === '' ? null : readReserve(text);
  const take = (): void => {
    if (read !== null && 'error' in read) return;
    setTyped(null);
    if (read !== null) change({ reserve: read.bytes });
  };
  return (
    <div className={css['field']}>
      <span className={css['label']}>{words.reserve}</span>
      <div className={css['control']}>
        <TextField
          label={words.reserve}
          hideLabel
          className={css['size']}
          placeholder={words.reserveBySize}
          value={text}
          onChange={setTyped}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
          error={read !== null && 'error' in read ? read.error : undefined}
        />
        <span className={css['hint']}>{words.reserveSay}</span>
      </div>
    </div>
  );
}

/** What holds for files that no rule and no pin is for. Each change holds at once. */
export function DefaultPlacement({ pool }: { readonly pool: PoolInfo }) {
  const { policy, keepTogether } = pool;
  const [typed, setTyped] = useState<string | null>(null);
  const keeping = keepingOf(keepTogether);
  const levels = typed ?? String(keepTogether?.levels ?? 1);
  const change = (changes: PlacementChanges): void => void setPlacement(pool, changes).catch(notifyError);
  const keep = (next: Keeping): void =>
    change({ keepTogether: next === 'no' ? null : { levels: readLevels(levels) ?? 1, firm: next === 'firmly' } });
  const takeLevels = (): void => {
    const read = readLevels(levels);
    if (read === null || keepTogether === null) return;
    setTyped(null);
    if (read !== keepTogether.levels) change({ keepTogether: { ...keepTogether, levels: read } });
  };
  return (
    <section aria-labelledby="placement-default" className={css['section']}>
      <div className={css['heading']}>
        <h2 id="placement-default">{words.newFiles}</h2>
        <span className={css['quiet']}>{words.newFilesSay}</span>
      </div>
      <div className={css['field']}>
        <span className={css['label']}>{words.policy}</span>
        <div className={css['control']}>
          <PolicyMenu value={policy} onChange={(next) => next !== null && change({ policy: next })} />
          <span className={css['hint']}>{policySentences[policy]}</span>
        </div>
      </div>
      <Reserve pool={pool} change={change} />
      <div className={css['field']}>
        <span className={css['label']}>{words.together}</span>
        <div className={css['control']}>
          <Segmented label={words.together} value={keeping} options={keepings} onChange={keep} />
          <span className={css['hint']}>{keepingWords[keeping]}</span>
        </div>
      </div>
      {keepTogether !== null && (
        <div className={css['field']}>
          <span className={css['label']}>{words.levels}</span>
          <div className={css['control']}>
            <TextField
              label={words.levels}
              hideLabel
              className={css['number']}
              inputMode="numeric"
              value={levels}
              onChange={setTyped}
              onBlur={takeLevels}
              onKeyDown={(event) => event.key === 'Enter' && takeLevels()}
              error={readLevels(levels) === null ? words.noLevels : undefined}
            />
            <span className={css['hint']}>{words.levelsSay}</span>
          </div>
        </div>
      )}
    </section>
  );
}
