import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo, VolumeMode } from '../../../shared/model.ts';
import { stopEmptying } from '../../state/plans.ts';
import { setVolume } from '../../state/pool.ts';
import { showRebalance } from '../../state/rebalance.ts';
import {
  asSentence,
  Button,
  Dialog,
  ErrorMessage,
  Message,
  Segmented,
  StateDot,
  TextField,
  VolumeBar,
  VolumeMark,
} from '../../ui/index.ts';
import { draftOf, readDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { RemoveVolume } from './remove-volume.tsx';
import styles from './volumes.module.css';

export interface VolumeSettingsDialogProps {
  readonly pool: PoolInfo;
  readonly volume: VolumeInfo;
  readonly onClose: () => void;
}

/** "disk2 is 93 % full, 25 GB above its reserve." */
function sentence(volume: VolumeInfo): string {
  const name = visibleName(volume.name);
  if (volume.state === 'offline') return `${name} is not connected.`;
  if (volume.space === null) return `${name}, its space is not known.`;
  const { used, total, free } = volume.space;
  const room = free - volume.reserve;
  const full = `${name} is ${formatPercent(total > 0 ? used / total : 0)} full`;
  return room >= 0
    ? `${full}, ${formatSize(room)} above its reserve.`
    : `${full}, ${formatSize(-room)} below its reserve.`;
}

const modes: readonly { readonly value: VolumeMode; readonly label: string }[] = [
  { value: 'read-write', label: 'Read and write' },
  { value: 'no-create', label: 'No new files' },
  { value: 'read-only', label: 'Read only' },
];

/** What the mode means, in words. */
const modeWords: Readonly<Record<VolumeMode, string>> = {
  'read-write': 'New files may be placed here.',
  'no-create': 'New files go elsewhere; those that are here can be changed and moved away.',
  'read-only': 'CFS changes nothing here.',
};

/** A volume explained, then set. */
export function VolumeSettingsDialog({ pool, volume, onClose }: VolumeSettingsDialogProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(volume));
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { settings, errors } = readDraft(pool, volume, draft);
  const wrong = Object.keys(errors).length > 0;
  const changed = Object.keys(settings).length > 0;
  const set = (part: Partial<Draft>): void => setDraft((known) => ({ ...known, ...part }));
  const save = async (): Promise<void> => {
    if (wrong || busy) return;
    if (changed) await attempt(() => setVolume({ pool: pool.id, volume: volume.name, ...settings }));
    else onClose();
  };
  const attempt = async (change: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await change();
      onClose();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  if (removing) {
    return <RemoveVolume pool={pool} volume={volume} onBack={() => setRemoving(false)} onClose={onClose} />;
  }
  const offline = volume.state === 'offline';
  return (
    <Dialog
      wide
      title={sentence(volume)}
      onClose={onClose}
      footer={
        <>
          <span className={styles['aside']}>
            {volume.state === 'draining' && (
              <Button disabled={busy} onClick={() => void attempt(() => stopEmptying(pool.id, volume.name))}>
                Stop emptying
              </Button>
            )}
            <Button
              disabled={offline || volume.mode === 'read-only'}
              why={offline ? 'It is not connected.' : 'It is read only.'}
              onClick={() => {
                onClose();
                showRebalance({ kind: 'drain', volume: volume.id });
              }}
            >
              {volume.state === 'draining' ? 'Go on emptying…' : 'Empty this volume…'}
            </Button>
            <Button variant="danger" onClick={() => setRemoving(true)}>
              Remove from pool…
            </Button>
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={wrong || busy || !changed}
            why={wrong ? 'A field cannot be read.' : 'Nothing is changed.'}
            onClick={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        {volume.stateReason !== '' && (
          <Message
            tone={volume.state === 'failing' ? 'danger' : volume.state === 'draining' ? 'info' : 'warn'}
            title={stateTitle(volume)}
          >
            {asSentence(volume.stateReason)}
          </Message>
        )}
        <Room volume={volume} />
        <form
          className={styles['fields']}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field label="Name">
            <TextField
              label="Name"
              hideLabel
              className={styles['short']}
              value={draft.name}
              onChange={(name) => set({ name })}
              error={errors.name}
            />
          </Field>
          <Field label="New files">
            <Segmented label="New files" value={draft.mode} options={modes} onChange={(mode) => set({ mode })} />
            <span className={styles['hint']}>{modeWords[draft.mode]}</span>
          </Field>
          <Field label="Reserve">
            <TextField
              label="Reserve"
              hideLabel
              className={styles['short']}
              value={draft.reserve}
              onChange={(reserve) => set({ reserve })}
              error={errors.reserve}
            />
            <span className={styles['hint']}>Never filled by CFS.</span>
          </Field>
          <Field label="Limit">
            <TextField
              label="Limit"
              hideLabel
              className={styles['short']}
              placeholder="No limit"
              value={draft.limit}
              onChange={(limit) => set({ limit })}
              error={errors.limit}
            />
            <span className={styles['hint']}>
              {draft.limit.trim() === ''
                ? 'All of the disk may hold pool files.'
                : 'The most that pool files may take here.'}
            </span>
          </Field>
          <Field label="Tags">
            <TextField
              label="Tags, separated by commas"
              hideLabel
              className={styles['short']}
              placeholder="media, usb"
              value={draft.tags}
              onChange={(tags) => set({ tags })}
            />
            <span className={styles['hint']}>Separated by commas.</span>
          </Field>
          <button type="submit" hidden />
        </form>
        <Facts volume={volume} />
        {error !== null && <ErrorMessage error={error} />}
      </div>
    </Dialog>
  );
}

function stateTitle(volume: VolumeInfo): string {
  switch (volume.state) {
    case 'offline':
      return 'Not connected';
    case 'failing':
      return 'Failing';
    case 'draining':
      return 'Draining: nothing new is placed here';
    case 'online':
      return 'Online';
  }
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <div className={styles['field']} role="group" aria-labelledby={id}>
      <span id={id} className={styles['label']}>
        {label}
      </span>
      <div className={styles['control']}>{children}</div>
    </div>
  );
}

/** The mark and one bar with its figures: used, free, reserve. */
function Room({ volume }: { readonly volume: VolumeInfo }) {
  if (volume.space === null) return null;
  const { used, total, free } = volume.space;
  return (
    <div className={styles['room']}>
      <VolumeMark mark={volume.mark} colour={volume.colour} size="huge" state={volume.state} />
      <div className={styles['gauge']}>
        <VolumeBar
          size="tall"
          colour={volume.colour}
          used={used}
          total={total}
          reserve={volume.reserve}
          state={volume.state}
          label={`${formatSize(used)} used, ${formatSize(free)} free of ${formatSize(total)}`}
        />
        <p className={styles['legend']}>
          <span>
            <b>{formatSize(used)}</b> used
          </span>
          <span>
            <b>{formatSize(Math.max(0, free - volume.reserve))}</b> free
          </span>
          <span>
            <b>{formatSize(volume.reserve)}</b> reserve
          </span>
          <span className={styles['end']}>
            {formatSize(total)}
            {volume.limit !== null && ' by its limit'}, {volume.filesystem}
          </span>
        </p>
      </div>
    </div>
  );
}

function Facts({ volume }: { readonly volume: VolumeInfo }) {
  const words = { online: 'Online', draining: 'Draining', offline: 'Not connected', failing: 'Failing' }[volume.state];
  return (
    <dl className={styles['facts']}>
      <dt>Path</dt>
      <dd className={styles['path']}>{visibleName(volume.root)}</dd>
      <dt>State</dt>
      <dd>
        <StateDot state={volume.state} /> {words}
      </dd>
      <dt>Changes</dt>
      <dd>
        {volume.watching === 'live'
          ? 'What other programs change is seen at once.'
          : 'What other programs change is seen at the next look, not at once.'}
      </dd>
      <dt>Known by</dt>
      <dd className={styles['path']}>.cfs marker, {volume.id}</dd>
    </dl>
  );
}
