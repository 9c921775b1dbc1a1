import type { PolicyName } from '../../../shared/model.ts';
import { balanced } from './balanced.ts';
import { existingPath } from './existing-path.ts';
import { fillUp } from './fill-up.ts';
import { firstFit } from './first-fit.ts';
import { highWater } from './high-water.ts';
import { leastBusy } from './least-busy.ts';
import { leastFull } from './least-full.ts';
import { leastUsed } from './least-used.ts';
import { mostFree } from './most-free.ts';
import type { Policy } from './policy.ts';
import { roundRobin } from './round-robin.ts';
import { weightedRandom } from './weighted-random.ts';

/** Every placement policy; tests and properties run over all of them. */
export const policies: Readonly<Record<PolicyName, Policy>> = {
  balanced,
  'most-free': mostFree,
  'least-used': leastUsed,
  'least-full': leastFull,
  'round-robin': roundRobin,
  'weighted-random': weightedRandom,
  'first-fit': firstFit,
  'fill-up': fillUp,
  'high-water': highWater,
  'least-busy': leastBusy,
  'existing-path': existingPath,
};
