import { useState } from 'react';
import { ArrowLeft, EyeOff, Folder, HardDriveDownload, Layers, ShieldCheck, Undo2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { createPool, createSamplePool, currentPool, importPool, usePools } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { Button, ErrorMessage, Icon, Marked, TextField } from '../../ui/index.ts';
import { limitOf, specsOf, sumOf, VolumePicker } from '../../ui/volume-picker/index.ts';
import type { Candidate } from '../../ui/volume-picker/index.ts';
import styles from './first-run.module.css';
import { Picture } from './picture.tsx';
import { words } from './words.ts';

/** The first screen: what CFS is and does not do, and one decision: which folders become one tree. */
export function FirstRun() {
  const pools = usePools((state) => state.pools) ?? [];
  return (
    <main className={styles['first']}>
      <section className={styles['intro']} aria-label={words.intro}>
        <div className={styles['story']}>
          <Picture />
          <h1>{words.lead}</h1>
          <p>{words.say}</p>
          <ul className={styles['facts']}>
            <Fact icon={ShieldCheck} parts={words.nothingMoves} />
            <Fact icon={Folder} parts={words.oneFolder} />
            <Fact icon={Undo2} parts={words.leaving} />
            <Fact icon={EyeOff} parts={words.not} limit />
          </ul>
        </div>
      </section>
      <section className={styles['make']} aria-label={words.make}>
        <div className={styles['top']}>
          {pools.length > 0 && (
            <Button variant="bare" icon={ArrowLeft} onClick={() => go({ screen: 'files' })}>
              {words.backTo(currentPool()?.name ?? words.thePool)}
            </Button>
          )}
        </div>
        <CreatePool />
        {!pools.some((pool) => pool.sample) && <Sample />}
      </section>
    </main>
  );
}

interface FactProps {
  readonly icon: LucideIcon;
  /** The odd part stands out. */
  readonly parts: readonly string[];
  /** What it does not do. */
  readonly limit?: boolean;
}

function Fact({ icon, parts, limit = false }: FactProps) {
  return (
    <li className={limit ? styles['not'] : undefined}>
      <Icon icon={icon} size={20} />
      <span>
        <Marked parts={parts} />
      </span>
    </li>
  );
}

/** `Home pool`, or one that is not taken. */
function firstName(pools: readonly PoolInfo[]): string {
  const taken = new Set(pools.map((pool) => pool.name));
  let name: string = words.firstName;
  for (let count = 2; taken.has(name); count += 1) name = words.nextName(count);
  return name;
}

function CreatePool() {
  const [name, setName] = useState(() => firstName(usePools.getState().pools ?? []));
  const [candidates, setCandidates] = useState<readonly Candidate[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const list = candidates ?? [];
  const specs = specsOf(list);
  const sum = sumOf(list);
  const why =
    name.trim() === ''
      ? words.needsName
      : specs.length === 0
        ? words.needsVolume
        : list.some((one) => one.chosen && limitOf(one).error !== '')
          ? words.limitUnread
          : busy
            ? words.creating
            : undefined;
  const create = async (): Promise<void> => {
    if (why !== undefined) return;
    setBusy(true);
    setError(null);
    try {
      await createPool({ name: name.trim(), volumes: [...specs] });
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h2>{words.make}</h2>
      <TextField
        label={words.name}
        look="large"
        value={name}
        onChange={setName}
        autoFocus
        onFocus={(event) => event.target.select()}
      />
      <VolumePicker preselect candidates={candidates} onChange={setCandidates} />
      {carriedPools(list).map((carried) => (
        <Import key={carried.poolId} carried={carried} />
      ))}
      <div className={styles['sum']}>
        <p>
          {specs.length > 0 && (
            <>
              <Marked parts={words.room(sum.total, sum.free, sum.reserve)} />{' '}
            </>
          )}
          <Marked parts={words.placed} />
        </p>
        <Button type="submit" variant="primary" size="large" disabled={why !== undefined} why={why}>
          {words.create}
        </Button>
      </div>
      {error !== null && <ErrorMessage error={error} />}
    </form>
  );
}

interface CarriedPool {
  readonly poolId: string;
  readonly pool: string;
  readonly roots: readonly string[];
  readonly volumes: readonly string[];
}

/** The pools whose markers the listed disks carry and that this home does not know. */
function carriedPools(candidates: readonly Candidate[]): readonly CarriedPool[] {
  const pools = new Map<string, CarriedPool>();
  for (const { probe } of candidates) {
    if (probe.carries === undefined) continue;
    const { poolId, pool, volume } = probe.carries;
    const { roots, volumes } = pools.get(poolId) ?? { roots: [], volumes: [] };
    pools.set(poolId, { poolId, pool, roots: [...roots, probe.root], volumes: [...volumes, volume] });
  }
  return [...pools.values()];
}

function Import({ carried }: { readonly carried: CarriedPool }) {
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await importPool(carried.roots);
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles['import']}>
      <Icon icon={HardDriveDownload} size={20} />
      <div>
        <b>{words.belong(carried.volumes, carried.pool)}</b>
        <span>{words.takenOver}</span>
      </div>
      <Button disabled={busy} why={words.importing} onClick={() => void take()}>
        {words.import(carried.pool)}
      </Button>
      {error !== null && (
        <div className={styles['wide']}>
          <ErrorMessage error={error} />
        </div>
      )}
    </div>
  );
}

function Sample() {
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await createSamplePool();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles['sample']}>
      <span className={styles['pack']}>
        <Icon icon={Layers} size={22} />
      </span>
      <div>
        <b>{words.onlyLooking}</b>
        <span>{words.sampleSay}</span>
      </div>
      <Button disabled={busy} why={words.sampleComes} onClick={() => void create()}>
        {busy ? words.makingFiles : words.trySample}
      </Button>
      {error !== null && (
        <div className={styles['wide']}>
          <ErrorMessage error={error} />
        </div>
      )}
    </div>
  );
}
