import { fail, reasonIn } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';

interface Refused {
  readonly volume: string;
  readonly reason: string;
}

/** Why placement leaves a volume out, where more room on it would not help. */
const lacksNoRoom = /^(not connected|read-only|takes no new files|being emptied)/;

/**
 * The refusal of a file that some volumes refused when they were to take it: with what they said themselves, and with
 * their code where room would not have helped.
 * @param error of placement, which knows of them only that they were tried
 */
export function withReasons(error: AppError, tried: ReadonlyMap<string, AppError>): AppError {
  const [first] = tried.values();
  const listed = error.data['volumes'];
  if (first === undefined || !Array.isArray(listed)) return error;
  const volumes = (listed as readonly Refused[]).map(({ volume, reason }) => {
    const own = tried.get(volume);
    return { volume, reason: own === undefined ? reason : reasonIn(own) };
  });
  const lackRoom = volumes.filter(({ volume, reason }) =>
    tried.has(volume) ? tried.get(volume)?.code === 'no-space' : !lacksNoRoom.test(reason),
  );
  const isRoom = lackRoom.length > 0;
  const attempted = error.message.slice(0, error.message.indexOf(': no volume takes it'));
  const list = volumes.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
  const todo = isRoom ? 'free some space, lower a reserve or add a volume' : 'look at these volumes or add one';
  const options = { data: { volumes }, cause: first };
  return fail(isRoom ? error.code : first.code, attempted, `no volume takes it: ${list}`, todo, options);
}
