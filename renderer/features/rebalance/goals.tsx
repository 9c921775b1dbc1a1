import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowUpFromLine, Columns2, Expand, FolderOpen, ListChecks, PackagePlus, Scale, Shrink } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatSize, parseSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { ask } from '../../state/rebalance.ts';
import type { RebalanceGoal } from '../../state/rebalance.ts';
import { Button, Icon, TextField, VolumeMark } from '../../ui/index.ts';
import { goalInputs, goalWords, pickWords, stepWords } from './goal-words.ts';
import type { PickWords } from './goal-words.ts';
import { PickFolder } from './pick-folder.tsx';
import styles from './rebalance.module.css';

interface Verb {
  readonly key: keyof typeof goalWords;
  readonly icon: LucideIcon;
  readonly first: RebalanceGoal;
}

const verbs: readonly Verb[] = [
  {
    key: 'percent',
    icon: Columns2,
    first: { kind: 'even' },
  },
  {
    key: 'bytes',
    icon: Scale,
    first: { kind: 'even', by: 'bytes' },
  },
  {
    key: 'drain',
    icon: ArrowUpFromLine,
    first: { kind: 'drain', volume: null },
  },
  {
    key: 'room',
    icon: PackagePlus,
    first: { kind: 'room', volume: null, bytes: null },
  },
  {
    key: 'gather',
    icon: Shrink,
    first: { kind: 'gather', path: null, on: null },
  },
  {
    key: 'spread',
    icon: Expand,
    first: { kind: 'spread', path: null },
  },
  {
    key: 'rules',
    icon: ListChecks,
    first: { kind: 'rules' },
  },
];

function keyOf(goal: RebalanceGoal): keyof typeof goalWords {
  return goal.kind === 'even' ? (goal.by ?? 'percent') : goal.kind;
}

export interface GoalsProps {
  readonly pool: PoolInfo;
  readonly goal: RebalanceGoal;
}

/** What the rebalance is for: seven verbs with a sentence each, and what the chosen one asks. */
export function Goals({ pool, goal }: GoalsProps) {
  const name = useId();
  const choose = (next: RebalanceGoal): void =>
    ask(stepWords.goal(goalWords[keyOf(next)].label), { goal: next, edits: {} });
  return (
    <>
      <div role="radiogroup" aria-label={goalInputs.goal} className={styles['goals']}>
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
            {goalWords[verb.key].label}
          </label>
        ))}
      </div>
      <p className={styles['said']}>{goalWords[keyOf(goal)].said}</p>
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
          label={goalInputs.volumeToEmpty}
          pool={pool}
          chosen={goal.volume}
          onChoose={(volume) => set(stepWords.volumeToEmpty, { kind: 'drain', volume })}
        />
      );
    case 'room':
      return (
        <div className={styles['inputs']}>
          <VolumePick
            label={goalInputs.volumeForRoom}
            pool={pool}
            chosen={goal.volume}
            onChoose={(volume) => set(stepWords.volumeForRoom, { ...goal, volume })}
          />
          <SizeInput
            bytes={goal.bytes}
            most={pool.volumes.find((one) => one.id === goal.volume)?.space?.total ?? null}
            onSet={(bytes) => set(stepWords.room, { ...goal, bytes })}
          />
        </div>
      );
    case 'gather':
      return (
        <div className={styles['inputs']}>
          <FolderInput
            pool={pool}
            words={pickWords.gather}
            path={goal.path}
            onPick={(path) => set(stepWords.gather, { ...goal, path })}
          />
          <VolumePick
            label={goalInputs.volumeToGather}
            pool={pool}
            chosen={goal.on}
            free={goalInputs.cheapest}
            onChoose={(on) => set(stepWords.gatherOn, { ...goal, on })}
          />
        </div>
      );
    case 'spread':
      return (
        <div className={styles['inputs']}>
          <FolderInput
            pool={pool}
            words={pickWords.spread}
            path={goal.path}
            onPick={(path) => set(stepWords.spread, { kind: 'spread', path })}
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
      if (most !== null && wanted > most) setRefused(goalInputs.holdsOnly(most));
      else if (wanted !== bytes) onSet(wanted);
    } catch {
      setRefused(goalInputs.noSize);
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
        label={goalInputs.room}
        hideLabel
        placeholder={goalInputs.roomLike}
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
  readonly words: PickWords;
  readonly path: string | null;
  readonly onPick: (path: string) => void;
}

function FolderInput({ pool, words, path, onPick }: FolderInputProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={FolderOpen} onClick={() => setOpen(true)} title={path === null ? undefined : visibleName(path)}>
        {path === null ? goalInputs.chooseFolder : goalInputs.folder(path)}
      </Button>
      {open && (
        <PickFolder
          pool={pool.id}
          words={words}
          top={false}
          onPick={onPick}
          onClose={() => setOpen(false)}
          {...(path !== null && { start: path })}
        />
      )}
    </>
  );
}
