import type { PoolContext } from './context.ts';

/** How long (ms) a file must not have changed before the space that was promised for it is taken back. */
const stableMs = 10_000;

/** Ends promises of `open --write` whose file is there and stable, or whose volume is gone. */
export async function endKeptPromises(context: PoolContext): Promise<void> {
  const { promises } = context.engine.home;
  for (const promise of promises.list(context.id)) {
    const member = context.members.list().find(({ id }) => id === promise.volume);
    if (member === undefined) promises.remove(promise.id);
    else if (member.state().online) {
      try {
        const { mtimeMs } = await member.volume.stat(promise.path);
        if (Date.now() - mtimeMs > stableMs) promises.remove(promise.id);
      } catch {
        // Not written yet, or the volume does not answer now: the promise holds.
      }
    }
  }
}
