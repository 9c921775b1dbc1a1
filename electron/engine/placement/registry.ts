import type { PolicyName } from '../../../shared/model.ts';
import { balanced } from './balanced.ts';
import { firstFit } from './first-fit.ts';
import { mostFree } from './most-free.ts';
import type { Policy } from './policy.ts';
import { roundRobin } from './round-robin.ts';

/** Every placement policy; tests and properties run over all of them. */
export const policies: Readonly<Record<PolicyName, Policy>> = {
  balanced,
  'most-free': mostFree,
  'round-robin': roundRobin,
  'first-fit': firstFit,
};
