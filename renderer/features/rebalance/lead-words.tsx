import { Marked } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import type { Lead } from './words.ts';

/** The sentence of the screen, and what it means. */
export function LeadWords({ lead }: { readonly lead: Lead }) {
  return (
    <div className={styles['words']}>
      <h2>{lead.lead}</h2>
      <p>
        <Marked parts={lead.say} />
      </p>
    </div>
  );
}
