import { formatCount } from '../../../shared/format.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { placesInWords } from '../pool/away.ts';
import type { Away, AwayThing } from '../pool/away.ts';
import type { JobRun, TransferContext } from './types.ts';

/** Paths of a job that are looked for on volumes that are not connected, one by one. */
const pathsMost = 1_000;

/**
 * Says what volumes that are not connected hold of these paths: it was not touched. Of a volume of which not all is
 * known, only that it is away.
 */
export async function noteAbsent(
  { volume: pool }: Pick<TransferContext, 'volume'>,
  run: JobRun,
  paths: readonly PoolPath[],
): Promise<void> {
  const absent = pool.members.filter(({ state }) => !state().online).map(({ name }) => name);
  if (absent.length === 0) return;
  const complete = (await pool.away.in(rootPath)).complete.map(({ volume }) => volume);
  const few = paths.length <= pathsMost && !paths.includes(rootPath);
  const known = new Map<string, { readonly path: PoolPath; readonly thing: AwayThing }[]>();
  for (const path of few ? paths : []) {
    for (const thing of await pool.away.at(path)) {
      known.set(thing.volume, [...(known.get(thing.volume) ?? []), { path, thing }]);
    }
  }
  for (const name of absent) {
    const held = known.get(name) ?? [];
    for (const { path, thing } of held) {
      const what = thing.entry.type === 'directory' ? `what it holds in ${path} (${filesOf(thing)})` : `its ${path}`;
      run.note(`${name} is not connected: ${what} stays as it is.`);
    }
    if (held.length > 0 || (few && complete.includes(name))) continue;
    run.note(`${name} is not connected: what only it holds was left out.`);
  }
}

function filesOf({ files }: AwayThing): string {
  return files === 1 ? '1 file' : `${formatCount(files)} files`;
}

/** Something was replaced of which volumes that are not connected have a copy, too: they keep the old version. */
export async function noteOldVersions(run: JobRun, away: Away | undefined, path: PoolPath): Promise<void> {
  const things = (await away?.at(path)) ?? [];
  if (things.length === 0) return;
  run.note(`${path}: the copy on ${placesInWords(things)}, is the old version still.`);
}
