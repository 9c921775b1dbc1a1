import { fold } from './query-fold.ts';
import type { Query, QueryProblem } from './query.ts';

/** The query without filters for volumes that there are none of; each is told as a problem that names those there are. */
export function withKnownVolumes(query: Query, names: readonly string[]): Query {
  const known = new Set(names.map(fold));
  const problems: QueryProblem[] = [...query.problems];
  const terms = query.terms.filter(({ condition, start, end }) => {
    if (condition.kind !== 'volume' || condition.volumes.some((name) => known.has(name))) return true;
    const wanted = query.text.slice(start, end);
    problems.push({ start, end, message: `${wanted}: there is no such volume; there are ${names.join(', ')}.` });
    return false;
  });
  return problems.length === query.problems.length ? query : { ...query, terms, problems };
}
