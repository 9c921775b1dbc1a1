import { tagPrefix } from '../../../shared/placement.ts';
import type { RuleStanding } from '../../../shared/placement.ts';
import { names } from '../placement/wish.ts';
import { placementOf } from '../state/config-shape.ts';
import type { PoolContext } from './context.ts';

/** Rows of the catalog that are looked at between two other questions. */
const rowsTogether = 20_000;

/** How each rule stands: what it matches by the catalog, and whether some volume would take such a file now. */
export async function ruleStandings(context: PoolContext, signal?: AbortSignal): Promise<readonly RuleStanding[]> {
  const { rules } = placementOf(context.config());
  if (rules.length === 0) return [];
  await context.ready();
  const counts = await countMatches(context, signal);
  const members = context.members.list();
  return rules.map((rule, index): RuleStanding => {
    const wanted = rule.volumes ?? null;
    const named = members.filter(
      ({ name, settings }) => wanted === null || names(wanted, { name, tags: settings.tags }),
    );
    const count = counts?.[index];
    return {
      glob: rule.glob,
      files: count?.[0] ?? null,
      bytes: count?.[1] ?? null,
      volumes: named.map(({ name }) => name),
      problem: rule.off === true ? null : problemOf(wanted, named),
    };
  });
}

type Member = ReturnType<PoolContext['members']['list']>[number];

function namedInWords(named: string): string {
  return named.startsWith(tagPrefix) ? `has the tag ${named.slice(tagPrefix.length)}` : `is called ${named}`;
}

/** Why no file that the rule is for would be taken, whatever its size. */
function problemOf(wanted: readonly string[] | null, named: readonly Member[]): string | null {
  if (wanted !== null && named.length === 0) return `No volume ${wanted.map(namedInWords).join(' or ')}.`;
  const whys = named.flatMap((member) => {
    const { mode, draining } = member.settings;
    const { online, reason } = member.state();
    if (!online) return [`${member.name} is not connected${reason === '' ? '' : ` (${reason})`}`];
    if (mode !== 'read-write') return [`${member.name} takes no new files`];
    if (draining) return [`${member.name} is being emptied`];
    const figures = member.figures();
    return figures !== null && figures.space.free <= member.settings.reserve ? [`${member.name} is full`] : [];
  });
  return named.length > 0 && whys.length === named.length
    ? `No volume takes such files now: ${whys.join('; ')}.`
    : null;
}

/** Null where the catalog does not know the pool yet. */
async function countMatches(
  context: PoolContext,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [number, number])[] | null> {
  const { catalog } = context;
  const { rules } = placementOf(context.config());
  const sums = rules.map((): [number, number] => [0, 0]);
  try {
    const { state } = await catalog.status();
    if (state === 'none') return null;
    for (let after: number | null = 0; after !== null;) {
      const page: { readonly counts: readonly (readonly [number, number])[]; readonly last: number | null } =
        await catalog.read('ruleMatches', { after, rows: rowsTogether, rules }, signal === undefined ? {} : { signal });
      for (const [index, [files, bytes]] of page.counts.entries()) {
        const sum = sums[index];
        if (sum === undefined) continue;
        sum[0] += files;
        sum[1] += bytes;
      }
      after = page.last;
    }
  } catch {
    signal?.throwIfAborted();
    // A catalog that cannot be read says nothing of rules; they hold all the same.
    return null;
  }
  return sums;
}
