import { parsePath } from '../../shared/path.ts';
import { openPool } from '../../electron/engine/open-pool.ts';

/**
 * CFS from a program of yours: open a pool, write a file, copy a folder in, look at the tree, plan to even the disks
 * out. Make the pool first (`cfs pool create home`, `cfs volume add /media/disk1` ...), then run it:
 *
 *     node docs/examples/library.ts FOLDER
 */
export async function main(localFolder: string): Promise<void> {
  // The pool of CFS_HOME; name it with { pool: 'home' } when there are several.
  const pool = await openPool();
  try {
    // Paths are parsed once. Missing parents are made; the scheduler picks the disk.
    const note = parsePath('/notes/today.txt');
    const entry = await pool.write(note, [Buffer.from('Written by a program.\n')]);
    console.log(`${entry.path} is on ${entry.volumes.join(', ')}: ${(await pool.why(note)).summary}`);

    // Long work is a job: it has progress, can be cancelled, and ends with everything that went wrong.
    const copying = await pool.put([localFolder], parsePath('/imported'), { onConflict: 'skip', destination: 'auto' });
    copying.onItem((item) => console.log(`  ${item.path} -> ${item.volume}`));
    const ended = await copying.ended;
    console.log(`${ended.state}: ${String(ended.filesDone)} files, ${String(ended.errors.length)} errors`);

    // One tree, whatever disk a file is on; `physical` is its real path for other programs.
    const { entries } = await pool.list(parsePath('/'));
    for (const { name, type, volumes } of entries) console.log(`${type} ${name} (${volumes.join(', ')})`);
    console.log((await pool.bestCopy(note)).physical);

    // A plan moves nothing until it is run: engine.plans.run(plan.id), or "cfs plan run ID".
    const plan = await pool.planEven({ within: 5 });
    console.log(`plan ${plan.id}: ${String(plan.moves.length)} moves, ${String(plan.bytes)} bytes`);
  } finally {
    await pool.close();
  }
}

if (import.meta.main) await main(process.argv[2] ?? '.');
