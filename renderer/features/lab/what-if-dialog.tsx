import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import { formatPercent, formatSize, parseSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { WhatIf } from '../../../shared/simulation.ts';
import { text } from '../../text.ts';
import { asSentences, Button, Dialog, Segmented, Slider, TextField } from '../../ui/index.ts';
import css from './lab.module.css';
import { suppose, unsuppose } from './store.ts';
import type { Supposed } from './store.ts';
import { atWords, whatIfKinds, words } from './words.ts';

const kinds = (['add', 'lose', 'reserve'] as const).map((value) => ({ value, label: whatIfKinds[value] }));

export interface WhatIfDialogProps {
  readonly pool: PoolInfo;
  /** The one that is changed; null: a new one. */
  readonly supposed: Supposed | null;
  readonly onClose: () => void;
}

/** A size as it is typed: "16 TB". */
const typedSize = (bytes: number): string => formatSize(bytes).replace(' bytes', '');

/** What is typed, or why it is nothing. */
function read(kind: WhatIf['kind'], size: string, reserve: string, volume: string, at: number): WhatIf | string {
  try {
    if (kind === 'lose') return volume === '' ? words.noneToLose : { kind, volume, at };
    if (kind === 'add') {
      const bytes = parseSize(size.replaceAll(' ', ''));
      return bytes > 0 ? { kind, bytes, at } : words.giveSize;
    }
    const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(reserve);
    if (percent === null) return { kind, bytes: parseSize(reserve.replaceAll(' ', '')) };
    const share = Number(percent[1]) / 100;
    return share <= 1 ? { kind, share } : words.givePercent;
  } catch (thrown) {
    return asSentences(asAppError(thrown).message);
  }
}

export function WhatIfDialog({ pool, supposed, onClose }: WhatIfDialogProps) {
  const former = supposed?.whatIf;
  const connected = pool.volumes.filter(({ state }) => state !== 'offline');
  const [kind, setKind] = useState<WhatIf['kind']>(former?.kind ?? 'add');
  const [size, setSize] = useState(former?.kind === 'add' ? typedSize(former.bytes) : '16 TB');
  const [volume, setVolume] = useState(former?.kind === 'lose' ? former.volume : (connected[0]?.name ?? ''));
  const [at, setAt] = useState(former !== undefined && former.kind !== 'reserve' ? former.at : 0.5);
  const [reserve, setReserve] = useState(
    former?.kind !== 'reserve' ? '10 %' : 'bytes' in former ? typedSize(former.bytes) : formatPercent(former.share),
  );
  const typed = read(kind, size, reserve, volume, at);
  const fault = typeof typed === 'string' ? typed : undefined;
  const done = (): void => {
    if (typeof typed === 'string') return;
    suppose(typed, supposed?.id ?? null);
    onClose();
  };
  return (
    <Dialog
      title={words.whatIf}
      say={words.onlySupposed}
      onClose={onClose}
      footer={
        <>
          {supposed !== null && (
            <Button
              onClick={() => {
                unsuppose(supposed.id);
                onClose();
              }}
            >
              {words.takeAway}
            </Button>
          )}
          <span className={css['space']} />
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" disabled={fault !== undefined} why={fault} onClick={done}>
            {words.replay}
          </Button>
        </>
      }
    >
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
      >
        {supposed === null && <Segmented label={words.whatHappens} value={kind} options={kinds} onChange={setKind} />}
        {kind === 'add' && <TextField label={words.sizeOfNew} value={size} onChange={setSize} error={fault} />}
        {kind === 'reserve' && (
          <TextField
            label={words.keptFree}
            hint={words.keptFreeHint}
            value={reserve}
            onChange={setReserve}
            error={fault}
          />
        )}
        {kind === 'lose' && (
          <label className={css['select']}>
            <span>{words.whichVolume}</span>
            <select value={volume} onChange={(event) => setVolume(event.target.value)}>
              {connected.map(({ id, name }) => (
                <option key={id} value={name}>
                  {visibleName(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        {kind !== 'reserve' && (
          <div className={css['when']}>
            <span>{atWords(at)}</span>
            <Slider
              label={words.whenItHappens}
              value={Math.round(at * 100)}
              min={0}
              max={100}
              step={5}
              valueText={atWords(at)}
              onChange={(value) => setAt(value / 100)}
            />
          </div>
        )}
      </form>
    </Dialog>
  );
}
