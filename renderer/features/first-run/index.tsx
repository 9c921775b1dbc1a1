import { useState } from 'react';
import { ArrowLeft, EyeOff, Folder, HardDriveDownload, Layers, ShieldCheck, Undo2 } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { createPool, createSamplePool, currentPool, importPool, usePools } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { Button, ErrorMessage, Icon, TextField } from '../../ui/index.ts';
import { limitOf, specsOf, sumOf, VolumePicker } from '../../ui/volume-picker/index.ts';
import type { Candidate } from '../../ui/volume-picker/index.ts';
import styles from './first-run.module.css';
import { Picture } from './picture.tsx';

/** The first screen: what CFS is and does not do, and one decision: which folders become one tree. */
export function FirstRun() {
  const pools = usePools((state) => state.pools) ?? [];
  return (
    <main className={styles['first']}>
      <section className={styles['intro']} aria-label="What CFS does">
        <div className={styles['story']}>
          <Picture />
          <h1>Many disks, one tree.</h1>
          <p>
            CFS shows the folders you choose as one pool and puts each new file on the disk where it fits best. A file
            stays a plain file on its own disk, readable without CFS.
          </p>
          <ul className={styles['facts']}>
            <li>
              <Icon icon={ShieldCheck} size={20} />
              <span>
                <b>Nothing moves until you say so.</b> Creating a pool changes none of your files.
              </span>
            </li>
            <li>
              <Icon icon={Folder} size={20} />
              <span>
                <b>One small hidden folder</b>, .cfs, is added to each volume so that it is known again after a restart.
              </span>
            </li>
            <li>
              <Icon icon={Undo2} size={20} />
              <span>
                <b>Leaving is easy.</b> Remove the pool and your files stay where they are.
              </span>
            </li>
            <li className={styles['not']}>
              <Icon icon={EyeOff} size={20} />
              <span>
                <b>What CFS does not do:</b> other programs do not see the tree by themselves (open or drag a file to
                hand them the real one), and a pool is no backup and no RAID: a file is on one disk unless you copy it.
              </span>
            </li>
          </ul>
        </div>
      </section>
      <section className={styles['make']} aria-label="Create a pool">
        <div className={styles['top']}>
          {pools.length > 0 && (
            <Button variant="bare" icon={ArrowLeft} onClick={() => go({ screen: 'files' })}>
              Back to {visibleName(currentPool()?.name ?? 'the pool')}
            </Button>
          )}
        </div>
        <CreatePool />
        {!pools.some((pool) => pool.sample) && <Sample />}
      </section>
    </main>
  );
}

/** `Home pool`, or one that is not taken. */
function firstName(pools: readonly PoolInfo[]): string {
  const taken = new Set(pools.map((pool) => pool.name));
  let name = 'Home pool';
  for (let count = 2; taken.has(name); count += 1) name = `Pool ${count}`;
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
      ? 'A pool needs a name.'
      : specs.length === 0
        ? 'Choose at least one volume.'
        : list.some((one) => one.chosen && limitOf(one).error !== '')
          ? 'A limit cannot be read.'
          : busy
            ? 'The pool is being created.'
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
      <h2>Create a pool</h2>
      <TextField
        label="Name"
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
              <b>
                {formatSize(sum.total)} in all, {formatSize(sum.free)} free
              </b>{' '}
              after a reserve of {formatSize(sum.reserve)}.{' '}
            </>
          )}
          New files are placed <b>balanced</b>; you can change this later.
        </p>
        <Button type="submit" variant="primary" size="large" disabled={why !== undefined} why={why}>
          Create pool
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
  const name = visibleName(carried.pool);
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
        <b>
          {carried.volumes.map(visibleName).join(', ')} {carried.volumes.length === 1 ? 'belongs' : 'belong'} to the
          pool {name}.
        </b>
        <span>It can be taken over as it was, with its name and its settings.</span>
      </div>
      <Button disabled={busy} why="The pool is being imported." onClick={() => void take()}>
        Import {name}
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
        <b>Only looking?</b>
        <span>Three small volumes with a few hundred real files, removed again with one click.</span>
      </div>
      <Button disabled={busy} why="The sample pool is being created." onClick={() => void create()}>
        {busy ? 'Making the files…' : 'Try a sample pool'}
      </Button>
      {error !== null && (
        <div className={styles['wide']}>
          <ErrorMessage error={error} />
        </div>
      )}
    </div>
  );
}
