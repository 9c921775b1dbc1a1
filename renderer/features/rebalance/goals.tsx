import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowUpFromLine, Columns2, Expand, FolderOpen, ListChecks, PackagePlus, Scale, Shrink } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatSize, parseSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { ask } from '../../state/rebalance.ts';
import type { RebalanceGoal } from '../../state/rebalance.ts';
import { Button, Icon, TextField, VolumeMark } from '../../ui/index.ts';
import { PickFolder } from './pick-folder.tsx';
import styles from './rebalance.module.css';

interface Verb {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly said: string;
  readonly first: RebalanceGoal;
}

const verbs: readonly Verb[] = [
  {
    key: 'percent',
    icon: Columns2,
    label: 'Even out % full',
    said: 'Brings each volume to the same share of its size. Pinned folders, folders kept together and open files stay as they are.',
    first: { kind: 'even' },
  },
  {
    key: 'bytes',
    icon: Scale,
    label: 'Even out free space',
    said: 'Brings each volume to the same number of free bytes, so that the next big file fits on any of them.',
    first: { kind: 'even', by: 'bytes' },
  },
  {
    key: 'drain',
    icon: ArrowUpFromLine,
    label: 'Empty a volume',
    said: 'Moves everything of the pool off one volume, so that it can be removed. Nothing new is placed on it.',
    first: { kind: 'drain', volume: null },
  },
  {
    key: 'room',
    icon: PackagePlus,
    label: 'Make room',
    said: 'Frees so many bytes on one volume and moves as little as that takes.',
    first: { kind: 'room', volume: null, bytes: null },
  },
  {
    key: 'gather',
    icon: Shrink,
    label: 'Gather a folder',
    said: 'Brings all files of a folder to one volume.',
    first: { kind: 'gather', path: null, on: null },
  },
  {
    key: 'spread',
    icon: Expand,
    label: 'Spread a folder',
    said: 'Spreads the files of a folder over all volumes by their size, so that reading it uses all of them.',
    first: { kind: 'spread', path: null },
  },
  {
    key: 'rules',
    icon: ListChecks,
    label: 'Follow the rules',
    said: 'Brings files that lie where a rule or a pin does not allow it to where it does. All the rest stays.',
    first: { kind: 'rules' },
  },
];

function keyOf(goal: RebalanceGoal): string {
  return goal.kind === 'even' ? (goal.by ?? 'percent') : goal.kind;
}

/** The goal in a few words: "Empty a volume". */
export function goalLabel(goal: RebalanceGoal): string {
  return verbs.find((verb) => verb.key === keyOf(goal))?.label ?? '';
}

export interface GoalsProps {
  readonly pool: PoolInfo;
  readonly goal: RebalanceGoal;
}

/** What the rebalance is for: seven verbs with a sentence each, and what the chosen one asks. */
export function Goals({ pool, goal }: GoalsProps) {
  const name = useId();
  const chosen = verbs.find((verb) => verb.key === keyOf(goal));
  const choose = (next: RebalanceGoal): void => ask(`goal: ${goalLabel(next)}`, { goal: next, edits: {} });
  return (
    <>
      <div role="radiogroup" aria-label="Goal" className={styles['goals']}>
        {verbs.map((verb) => (
          <label key={verb.key} className={styles['goal']}>
            <input
              type="radio"
              name={name}
              className={styles['radio']}
              checked={verb.key === keyOf(goal)}
              onChange={() => choose(verb.first)}
            />
            <Icon icon={verb.icon} size={20} />
            {verb.label}
          </label>
        ))}
      </div>
      <p className={styles['said']}>{chosen?.said}</p>
      {/* What follows the goal is asked anew for another one. */}
      <Inputs key={keyOf(goal)} pool={pool} goal={goal} />
    </>
  );
}

function Inputs({ pool, goal }: GoalsProps): ReactNode {
  const set = (words: string, next: RebalanceGoal): void => ask(words, { goal: next });
  switch (goal.kind) {
    case 'drain':
      return (
        <VolumePick
          label="Volume to empty"
          pool={pool}
          chosen={goal.volume}
          onChoose={(volume) => set('volume to empty', { kind: 'drain', volume })}
        />
      );
    case 'room':
      return (
        <div className={styles['inputs']}>
          <VolumePick
            label="Volume to make room on"
            pool={pool}
            chosen={goal.volume}
            onChoose={(volume) => set('volume to make room on', { ...goal, volume })}
          />
          <SizeInput
            bytes={goal.bytes}
            most={pool.volumes.find((one) => one.id === goal.volume)?.space?.total ?? null}
            onSet={(bytes) => set('room to make', { ...goal, bytes })}
          />
        </div>
      );
    case 'gather':
      return (
        <div className={styles['inputs']}>
          <FolderInput
            pool={pool}
            verb="Gather"
            path={goal.path}
            onPick={(path) => set('folder to gather', { ...goal, path })}
          />
          <VolumePick
            label="Volume to gather it on"
            pool={pool}
            chosen={goal.on}
            free="where it costs least"
            onChoose={(on) => set('volume to gather on', { ...goal, on })}
          />
        </div>
      );
    case 'spread':
      return (
        <div className={styles['inputs']}>
          <FolderInput
            pool={pool}
            verb="Spread"
            path={goal.path}
            onPick={(path) => set('folder to spread', { kind: 'spread', path })}
          />
        </div>
      );
    default:
      return null;
  }
}

interface VolumePickProps {
  readonly label: string;
  readonly pool: PoolInfo;
  readonly chosen: string | null;
  /** Words for "any volume"; left out: one has to be chosen. */
  readonly free?: string;
  readonly onChoose: (id: string | null) => void;
}

/** One of the volumes that are connected and may be changed. */
function VolumePick({ label, pool, chosen, free, onChoose }: VolumePickProps) {
  const name = useId();
  const possible = pool.volumes.filter((volume) => volume.state !== 'offline' && volume.mode !== 'read-only');
  const option = (id: string | null, volume: VolumeInfo | null) => (
    <label key={id ?? ''} className={styles['pick']}>
      <input
        type="radio"
        name={name}
        className={styles['radio']}
        checked={id === chosen}
        onChange={() => onChoose(id)}
      />
      {volume !== null && <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
      {volume === null ? <span className={styles['any']}>{free}</span> : visibleName(volume.name)}
      {volume?.space !== null && volume?.space !== undefined && (
        <span className={styles['quiet']}>{formatSize(volume.space.used)}</span>
      )}
    </label>
  );
  return (
    <div role="radiogroup" aria-label={label} className={styles['picks']}>
      {free !== undefined && option(null, null)}
      {possible.map((volume) => option(volume.id, volume))}
    </div>
  );
}

interface SizeInputProps {
  readonly bytes: number | null;
  /** The size of the volume; null: none is chosen yet. */
  readonly most: number | null;
  readonly onSet: (bytes: number) => void;
}

/** How much room: taken with Enter or on leaving the field. */
function SizeInput({ bytes, most, onSet }: SizeInputProps) {
  const [text, setText] = useState(bytes === null ? '' : formatSize(bytes));
  const [refused, setRefused] = useState('');
  const take = (): void => {
    if (text.trim() === '') return;
    try {
      const wanted = parseSize(text);
      if (most !== null && wanted > most) setRefused(`The volume holds ${formatSize(most)} in all`);
      else if (wanted !== bytes) onSet(wanted);
    } catch {
      setRefused('Write a size like 200 GB or 1.5 TB');
    }
  };
  return (
    <form
      className={styles['size']}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextField
        label="Room to make"
        hideLabel
        placeholder="Room, like 200 GB"
        value={text}
        error={refused}
        onChange={(value) => {
          setText(value);
          setRefused('');
        }}
        onBlur={take}
      />
    </form>
  );
}

interface FolderInputProps {
  readonly pool: PoolInfo;
  readonly verb: string;
  readonly path: string | null;
  readonly onPick: (path: string) => void;
}

function FolderInput({ pool, verb, path, onPick }: FolderInputProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={FolderOpen} onClick={() => setOpen(true)} title={path === null ? undefined : visibleName(path)}>
        {path === null ? 'Choose a folder…' : `${visibleName(path)}…`}
      </Button>
      {open && (
        <PickFolder
          pool={pool.id}
          title={`${verb} which folder?`}
          verb={verb}
          top={false}
          onPick={onPick}
          onClose={() => setOpen(false)}
          {...(path !== null && { start: path })}
        />
      )}
    </>
  );
}
