import { Check, Pin, Tag, TriangleAlert } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { policyLabels, tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule, RuleStanding } from '../../../shared/placement.ts';
import { useRuleStandings } from '../../state/placement.ts';
import { go } from '../../state/route.ts';
import { count } from '../../text.ts';
import { Badge, Button, Icon } from '../../ui/index.ts';
import css from './volumes.module.css';
import { asksFor, words } from './words.ts';

/** The rules and pins of the pool that name a volume, and how they stand; they are changed on the Placement screen. */
export function VolumeRules({ pool, volume }: { readonly pool: PoolInfo; readonly volume: VolumeInfo }) {
  const standings = useRuleStandings(pool);
  const { rules, pins } = asksFor(pool, volume);
  return (
    <section aria-label={words.rulesHere} className={css['section']}>
      <div className={css['heading']}>
        <h3>{words.rulesHere}</h3>
        <Button variant="bare" onClick={() => go({ screen: 'placement' })}>
          {words.rules}
        </Button>
      </div>
      {rules.length + pins.length === 0 && <p className={css['quiet']}>{words.noRulesHere}</p>}
      <ul className={css['rules']}>
        {pins.map(({ path }) => (
          <li key={path} className={css['rule']}>
            <span className={css['path']}>{visibleName(path)}</span>
            <span>
              <Badge icon={Pin}>{words.pinned}</Badge>
            </span>
          </li>
        ))}
        {rules.map((rule) => (
          <li key={rule.glob} className={css['rule']}>
            <span className={css['path']}>{visibleName(rule.glob)}</span>
            <span className={css['ruleHow']}>
              <Tags rule={rule} volume={volume} />
              {rule.policy !== undefined && <span className={css['quiet']}>{policyLabels[rule.policy]}</span>}
              {rule.off === true && <span className={css['quiet']}>{words.ruleOff}</span>}
            </span>
            <span className={css['ruleCount']}>{filesWords(standings?.get(rule.glob))}</span>
            <Standing standing={rule.off === true ? undefined : standings?.get(rule.glob)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Tags by which the rule means this volume. */
function Tags({ rule, volume }: { readonly rule: PlacementRule; readonly volume: VolumeInfo }) {
  return volume.tags
    .filter((tag) => rule.volumes?.includes(`${tagPrefix}${tag}`))
    .map((tag) => (
      <Badge key={tag} icon={Tag}>
        {visibleName(tag)}
      </Badge>
    ));
}

function filesWords(standing: RuleStanding | undefined): string {
  const files = standing?.files ?? null;
  return files === null ? '' : count(files, 'file');
}

function Standing({ standing }: { readonly standing: RuleStanding | undefined }) {
  if (standing === undefined) return <span />;
  return standing.problem === null ? (
    <span className={css['met']}>
      <Icon icon={Check} size={14} /> {words.met}
    </span>
  ) : (
    <span className={css['unmet']} title={standing.problem}>
      <Icon icon={TriangleAlert} size={14} /> {words.unmet}
    </span>
  );
}
