import { useState } from 'react';
import { Check, X } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import type { VolumeReport, VolumeTraits } from '../../../shared/volume-report.ts';
import { ejectVolume, useEjecting } from '../../state/eject.ts';
import { useVolumeIo } from '../../state/io.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { stopEmptying } from '../../state/plans.ts';
import { setVolume } from '../../state/pool.ts';
import { showRebalance } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { useVolumeReport } from '../../state/volume-report.ts';
import { joined, text } from '../../text.ts';
import {
  asSentence,
  Button,
  cx,
  ErrorMessage,
  Icon,
  Message,
  Segmented,
  SettledField,
  Setting,
  StateDot,
  VolumeBar,
  volumeClass,
  VolumeMark,
} from '../../ui/index.ts';
import { draftOf, readDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { MarkSetting } from './mark-setting.tsx';
import { RemoveVolume } from './remove-volume.tsx';
import { roomParts } from './room.ts';
import { Tags } from './tags.tsx';
import { traitWords } from './trait-words.ts';
import { VolumeRules } from './volume-rules.tsx';
import css from './volumes.module.css';
import {
  fullWords,
  modes,
  modeWords,
  placedWords,
  reserveWords,
  speedWords,
  stateTitle,
  stateWords,
  words,
} from './words.ts';

export interface VolumePageProps {
  readonly pool: PoolInfo;
  readonly volume: VolumeInfo;
}

/** A volume explained, then set: each choice holds at once, and a notice takes it back. */
export function VolumePage({ pool, volume }: VolumePageProps) {
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  // What was chosen is shown at once, and is given back when it was refused.
  const [asked, setAsked] = useState<VolumeInfo['mode'] | null>(null);
  const report = useVolumeReport(pool, volume);
  const draft = draftOf(volume);
  const read = (change: Partial<Draft>) => readDraft(pool, volume, { ...draft, ...change });
  const field = (key: 'name' | 'reserve' | 'limit') => ({
    value: draft[key],
    problem: (typed: string) => read({ [key]: typed }).errors[key] ?? '',
    onTake: (typed: string) => setVolume({ pool: pool.id, volume: volume.name, ...read({ [key]: typed }).settings }),
  });
  const attempt = async (change: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await change();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const setMode = (mode: VolumeInfo['mode']): void => {
    const before = volume.mode;
    const set = (to: VolumeInfo['mode']): Promise<unknown> =>
      setVolume({ pool: pool.id, volume: volume.name, mode: to });
    setAsked(mode);
    void attempt(async () => {
      await set(mode);
      const back = (): void => void set(before).catch(notifyError);
      notify(words.modeSet(volume.name, mode), { label: text.undo, run: back }, `mode ${volume.id}`);
    }).finally(() => setAsked(null));
  };
  return (
    <section aria-labelledby="settings-page" className={css['volumePage']}>
      <Head
        pool={pool}
        volume={volume}
        busy={busy}
        attempt={(change) => void attempt(change)}
        onRemove={() => setRemoving(true)}
      />
      {volume.stateReason !== '' && (
        <Message
          tone={volume.state === 'failing' ? 'danger' : volume.state === 'draining' ? 'info' : 'warn'}
          title={stateTitle(volume)}
        >
          {asSentence(volume.stateReason)}
        </Message>
      )}
      {error !== null && <ErrorMessage error={error} />}
      <Room volume={volume} report={report} />
      <div className={css['columns']}>
        <div className={css['form']}>
          <Setting label={words.name} hint={words.nameHint}>
            <SettledField label={words.name} className={css['short']} {...field('name')} />
          </Setting>
          <MarkSetting pool={pool} volume={volume} />
          <Setting label={words.mode} hint={modeWords[asked ?? volume.mode]}>
            <Segmented label={words.mode} value={asked ?? volume.mode} options={modes} onChange={setMode} />
          </Setting>
          <Setting label={words.reserve} hint={reserveWords(volume)}>
            <SettledField label={words.reserve} className={css['size']} {...field('reserve')} />
          </Setting>
          <Setting label={words.limit} hint={volume.limit === null ? words.limitOff : words.limitOn}>
            <SettledField label={words.limit} className={css['size']} placeholder={words.noLimit} {...field('limit')} />
          </Setting>
          <Tags pool={pool} volume={volume} />
        </div>
        <Facts volume={volume} report={report} />
      </div>
      <VolumeRules pool={pool} volume={volume} />
      {removing && (
        <RemoveVolume
          pool={pool}
          volume={volume}
          onBack={() => setRemoving(false)}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  );
}

interface HeadProps extends VolumePageProps {
  readonly busy: boolean;
  readonly attempt: (change: () => Promise<unknown>) => void;
  readonly onRemove: () => void;
}

/** How full it is in a sentence, what new files do, and what can be done with the whole of it. */
function Head({ pool, volume, busy, attempt, onRemove }: HeadProps) {
  const offline = volume.state === 'offline';
  const readOnly = volume.mode === 'read-only';
  const why = offline ? words.notConnected : readOnly ? words.readOnly : undefined;
  const draining = volume.state === 'draining';
  const ejecting = useEjecting(({ names }) => names.has(volume.name));
  return (
    <div className={css['lede']}>
      <VolumeMark mark={volume.mark} colour={volume.colour} size="huge" state={volume.state} />
      <div className={css['ledeWords']}>
        <h2 id="settings-page">{fullWords(volume)}</h2>
        <p>
          {placedWords(pool, volume)}{' '}
          <Button variant="bare" onClick={() => go({ screen: 'placement' })}>
            {words.rules}
          </Button>
        </p>
      </div>
      <div className={css['acts']}>
        {draining && (
          <Button disabled={busy} onClick={() => attempt(() => stopEmptying(pool.id, volume.name))}>
            {words.stopEmptying}
          </Button>
        )}
        {!draining && (
          <Button
            disabled={why !== undefined}
            why={why}
            onClick={() => showRebalance({ kind: 'room', volume: volume.id, bytes: null })}
          >
            {text.makeRoom}
          </Button>
        )}
        <Button
          disabled={why !== undefined}
          why={why}
          onClick={() => showRebalance({ kind: 'drain', volume: volume.id })}
        >
          {draining ? words.goOnEmptying : words.empty}
        </Button>
        <Button
          disabled={volume.notEjected !== '' || ejecting}
          why={ejecting ? words.ejecting : asSentence(volume.notEjected)}
          onClick={() => void ejectVolume(volume.name)}
        >
          {words.eject}
        </Button>
        <Button variant="danger" onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
    </div>
  );
}

/** One bar with its figures: files of the pool, other data of the disk, free, reserve. */
function Room({ volume, report }: { readonly volume: VolumeInfo; readonly report: VolumeReport | null }) {
  const parts = roomParts(volume, report?.poolBytes ?? null);
  if (parts === null) return null;
  const { pool, other, free, reserve, total } = parts;
  const shown = [
    { key: 'pool', words: other === null ? words.used : words.poolFiles, bytes: pool },
    ...(other === null || other === 0 ? [] : [{ key: 'other', words: words.otherFiles, bytes: other }]),
    { key: 'free', words: words.free, bytes: free },
    { key: 'reserve', words: words.kept, bytes: reserve },
  ];
  return (
    <div>
      <VolumeBar
        size="tall"
        colour={volume.colour}
        used={pool}
        other={other ?? 0}
        total={total}
        reserve={reserve}
        state={volume.state}
        label={joined(...shown.map(({ words: name, bytes }) => words.part(bytes, name)))}
      />
      <p className={cx(css['legend'], volumeClass(volume.colour))}>
        {shown.map(({ key, words: name, bytes }) => (
          <span key={key} {...(key === 'other' && { title: words.otherFilesSay })}>
            <i className={cx(css['swab'], css[key])} aria-hidden />
            <b>{formatSize(bytes)}</b> {name}
          </span>
        ))}
        <span className={css['end']}>
          {formatSize(total)}
          {volume.limit !== null && ` ${words.byLimit}`}, {volume.filesystem}
        </span>
      </p>
    </div>
  );
}

/** What its file system can do; a sign and words for each, and why it matters to a pointer that rests. */
function CanDo({ traits }: { readonly traits: VolumeTraits }) {
  return (
    <>
      <h3>{words.canDo}</h3>
      <ul className={css['traits']}>
        {traitWords(traits).map(({ what, can, say }) => (
          <li key={what} className={cx(!can && css['cannot'])} title={say}>
            <Icon icon={can ? Check : X} size={14} />
            <span className="visually-hidden">{can ? words.can : words.cannot}: </span>
            {what}
          </li>
        ))}
      </ul>
      <p className={css['note']}>{words.canDoSay}</p>
    </>
  );
}

function Facts({ volume, report }: { readonly volume: VolumeInfo; readonly report: VolumeReport | null }) {
  const io = useVolumeIo(volume.name);
  return (
    <div className={css['aside']}>
      <h3>{words.speeds}</h3>
      <dl className={css['facts']}>
        <dt>{words.reads}</dt>
        <dd>{speedWords(io?.speed.read ?? null)}</dd>
        <dt>{words.writes}</dt>
        <dd>{speedWords(io?.speed.write ?? null)}</dd>
      </dl>
      <p className={css['note']}>{words.speedSay}</p>
      {report !== null && report.traits !== null && <CanDo traits={report.traits} />}
      <h3 className="visually-hidden">{words.facts}</h3>
      <dl className={css['facts']}>
        <dt>{words.path}</dt>
        <dd className={css['path']}>{visibleName(volume.root)}</dd>
        <dt>{words.state}</dt>
        <dd>
          <StateDot state={volume.state} /> {stateWords[volume.state]}
        </dd>
        <dt>{words.changes}</dt>
        <dd>{volume.watching === 'live' ? words.live : words.polled}</dd>
        <dt>{words.trash}</dt>
        <dd>{volume.mode === 'read-only' ? words.noTrashHere : words.trashHere}</dd>
        <dt>{words.knownBy}</dt>
        <dd className={css['path']}>{words.marker(volume.id)}</dd>
      </dl>
    </div>
  );
}
