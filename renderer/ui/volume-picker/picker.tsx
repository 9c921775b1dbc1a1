import { useEffect, useId, useRef, useState } from 'react';
import { FolderOpen, Info, OctagonAlert, Plus } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import { formatSize, visibleName } from '../../../shared/format.ts';
import { useCapabilities } from '../../api/host.ts';
import { pickFolder, probeVolume, suggestVolumes } from '../../state/pool.ts';
import { named, text } from '../../text.ts';
import { Button } from '../button.tsx';
import { Checkbox, TextField } from '../field.tsx';
import { cx } from '../classes.ts';
import { Icon } from '../icon.tsx';
import { ErrorMessage, Skeleton, useDelayed } from '../status.tsx';
import { VolumeBar, VolumeMark } from '../volume.tsx';
import { errorParts } from '../words.ts';
import { foundCandidate, isPossible, limitOf, signsFor, uniqueNames, withAdded } from './candidates.ts';
import type { Candidate, Sign } from './candidates.ts';
import { FolderBrowser } from './folder-browser.tsx';
import styles from './picker.module.css';
import { words } from './words.ts';

export interface VolumePickerProps {
  /** null until the suggestions are there. */
  readonly candidates: readonly Candidate[] | null;
  readonly onChange: (change: (candidates: readonly Candidate[] | null) => readonly Candidate[]) => void;
  /** Volumes of the pool already: names, marks and colours go on from theirs. */
  readonly taken?: readonly (Sign & { readonly name: string })[];
  /** Whether what was found and is harmless is chosen at first. */
  readonly preselect?: boolean;
}

const none: readonly never[] = [];

/** Chooses folders as volumes: what was found, a typed path, a folder dialog. Nothing is written. */
export function VolumePicker({ candidates, onChange, taken = none, preselect = false }: VolumePickerProps) {
  const [error, setError] = useState<Error | null>(null);
  const headId = useId();
  const late = useDelayed(candidates === null);
  useEffect(() => {
    let gone = false;
    suggestVolumes().then(
      (probes) => {
        if (!gone) onChange((known) => known ?? probes.map((probe) => foundCandidate(probe, preselect)));
      },
      (thrown: unknown) => {
        if (gone) return;
        setError(asAppError(thrown));
        onChange((known) => known ?? []);
      },
    );
    return () => {
      gone = true;
    };
  }, [onChange, preselect]);
  const list = candidates ?? [];
  const chosen = list.filter((one) => one.chosen && isPossible(one));
  const names = uniqueNames(
    chosen,
    taken.map((volume) => volume.name),
  );
  const signs = signsFor(names, taken);
  const set = (changed: Candidate, part: Partial<Candidate>): void =>
    onChange((known) => (known ?? []).map((one) => (one === changed ? { ...one, ...part } : one)));
  return (
    <section aria-labelledby={headId}>
      <div className={styles['head']}>
        <h3 id={headId}>{words.volumes}</h3>
        {list.length > 0 && <span>{words.chosenOf(chosen.length, list.length)}</span>}
      </div>
      {candidates === null && late && <Waiting />}
      {error !== null && <ErrorMessage error={error} />}
      {candidates !== null && (
        <ul className={styles['list']}>
          {list.map((one) => (
            <Row
              key={one.probe.root}
              candidate={one}
              name={names[chosen.indexOf(one)] ?? one.probe.suggestedName}
              sign={signs[chosen.indexOf(one)]}
              onChange={(part) => set(one, part)}
            />
          ))}
          {list.length === 0 && <li className={styles['none']}>{words.noneFound}</li>}
        </ul>
      )}
      <AddFolder onAdd={(added) => onChange((known) => added(known ?? []))} />
    </section>
  );
}

function Waiting() {
  return (
    <div className={styles['list']} aria-label={words.looking} role="status">
      {[0, 1, 2].map((index) => (
        <div key={index} className={styles['row']}>
          <Skeleton width={16} height={16} />
          <Skeleton width={22} height={22} />
          <Skeleton width="60%" />
          <Skeleton height={6} />
          <Skeleton width="80%" />
        </div>
      ))}
    </div>
  );
}

interface RowProps {
  readonly candidate: Candidate;
  readonly name: string;
  /** What it will get; undefined when it is not chosen. */
  readonly sign: Sign | undefined;
  readonly onChange: (part: Partial<Candidate>) => void;
}

function Row({ candidate, name: given, sign, onChange }: RowProps) {
  const { probe, limit } = candidate;
  const possible = isPossible(candidate);
  const on = sign !== undefined;
  const name = visibleName(given);
  return (
    <li className={cx(styles['row'], !on && styles['quiet'])}>
      <Checkbox
        label={`${name}, ${named(probe.root)}`}
        hideLabel
        checked={on}
        disabled={!possible}
        onChange={(checked) => onChange({ chosen: checked })}
      />
      <VolumeMark
        mark={sign?.mark ?? name.charAt(0).toUpperCase()}
        colour={sign?.colour ?? 5}
        size="large"
        state={on ? 'online' : 'offline'}
      />
      <span className={styles['name']}>
        <b>{name}</b>
        <span className={styles['where']}>
          <em title={visibleName(probe.root)}>{visibleName(probe.root)}</em>
          {on && limit === null && (
            <Button variant="bare" className={styles['tiny']} onClick={() => onChange({ limit: '' })}>
              {words.limitIt}
            </Button>
          )}
        </span>
      </span>
      <span className={styles['gauge']}>
        {probe.space !== null && (
          <VolumeBar
            colour={sign?.colour ?? 5}
            used={probe.space.used}
            total={probe.space.total}
            label={words.used(formatSize(probe.space.used), formatSize(probe.space.total))}
          />
        )}
      </span>
      <span className={styles['room']}>
        {probe.space !== null && (
          <>
            <b>{formatSize(probe.space.free)}</b>
            <em>{words.freeOf(formatSize(probe.space.total), probe.filesystem)}</em>
          </>
        )}
      </span>
      {probe.refusal !== null && (
        <span className={cx(styles['note'], styles['refused'])}>
          <Icon icon={OctagonAlert} size={14} />
          {probe.refusal}
        </span>
      )}
      {probe.warnings.map((warning) => (
        <span key={warning} className={styles['note']}>
          <Icon icon={Info} size={14} />
          {warning}
        </span>
      ))}
      {on && limit !== null && (
        <Limit limit={limit} error={limitOf(candidate).error} onChange={(text) => onChange({ limit: text })} />
      )}
    </li>
  );
}

interface LimitProps {
  readonly limit: string;
  readonly error: string;
  readonly onChange: (limit: string | null) => void;
}

function Limit({ limit, error, onChange }: LimitProps) {
  return (
    <span className={styles['limit']}>
      <TextField
        label={words.limit}
        hideLabel
        autoFocus
        className={styles['limitField']}
        placeholder={words.limitSuch}
        value={limit}
        onChange={onChange}
        error={error}
        hint={words.limitHint}
      />
      <Button variant="bare" onClick={() => onChange(null)}>
        {words.noLimit}
      </Button>
    </span>
  );
}

interface AddFolderProps {
  readonly onAdd: (added: (candidates: readonly Candidate[]) => readonly Candidate[]) => void;
}

function AddFolder({ onAdd }: AddFolderProps) {
  const { pickFolder: nativePicker } = useCapabilities();
  const [path, setPath] = useState('');
  const [error, setError] = useState('');
  const [checking, setChecking] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const add = async (root: string): Promise<void> => {
    if (root.trim() === '') return;
    setChecking(true);
    setError('');
    try {
      const probe = await probeVolume(root);
      if (probe.refusal === null) {
        onAdd((candidates) => withAdded(candidates, probe));
        setPath('');
      } else {
        setPath(root);
        setError(probe.refusal);
      }
    } catch (thrown) {
      const { what, rest } = errorParts(asAppError(thrown));
      setError(rest === '' ? what : rest);
    } finally {
      setChecking(false);
    }
  };
  const choose = async (): Promise<void> => {
    if (!nativePicker) {
      setBrowsing(true);
      return;
    }
    try {
      const root = await pickFolder(words.pick);
      if (root !== null) await add(root);
    } catch (thrown) {
      setError(asAppError(thrown).message);
    }
  };
  return (
    <div className={styles['add']}>
      <TextField
        ref={field}
        label={words.path}
        hideLabel
        look="large"
        className={styles['path']}
        placeholder={words.pathSuch}
        value={path}
        error={error}
        aria-busy={checking}
        onChange={(text) => {
          setPath(text);
          setError('');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void add(path);
        }}
      />
      {path.trim() === '' ? (
        <Button icon={FolderOpen} onClick={() => void choose()}>
          {text.addFolder}
        </Button>
      ) : (
        <Button icon={Plus} disabled={checking} onClick={() => void add(path)}>
          {words.add}
        </Button>
      )}
      {browsing && (
        <FolderBrowser
          onClose={() => setBrowsing(false)}
          onChoose={(root) => {
            setBrowsing(false);
            void add(root);
          }}
        />
      )}
    </div>
  );
}
