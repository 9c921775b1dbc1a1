import { fail, reasonIn } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { noVolumeTakesIt } from './decide.ts';
import type { Refusal, RefusalKind } from './eligible.ts';

/** Where more room on a volume would help, as far as placement knows. */
const lackingRoom: readonly RefusalKind[] = ['space', 'together', 'tried'];

/**
 * The refusal of a file that some volumes refused when they were to take it: with what they said themselves, and with
 * their code where room would not have helped.
 * @param error of placement, which knows of them only that they were tried
 */
export function withReasons(error: AppError, tried: ReadonlyMap<string, AppError>): AppError {
  const [first] = tried.values();
  const listed = error.data['volumes'];
  if (first === undefined || !Array.isArray(listed)) return error;
  const volumes = (listed as readonly Refusal[]).map((refusal): Refusal => {
    const own = tried.get(refusal.volume);
    return own === undefined ? refusal : { ...refusal, reason: reasonIn(own) };
  });
  const isRoom = volumes.some(({ volume, kind }) => {
    const own = tried.get(volume);
    return own === undefined ? lackingRoom.includes(kind) : own.code === 'no-space';
  });
  const attempted = error.message.slice(0, error.message.indexOf(`: ${noVolumeTakesIt}`));
  const list = volumes.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
  const todo = isRoom ? 'free some space, lower a reserve or add a volume' : 'look at these volumes or add one';
  const options = { data: { volumes }, cause: first };
  return fail(isRoom ? error.code : first.code, attempted, `${noVolumeTakesIt}: ${list}`, todo, options);
}
