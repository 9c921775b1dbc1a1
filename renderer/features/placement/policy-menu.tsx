import { ChevronDown } from 'lucide-react';
import { policyNames } from '../../../shared/model.ts';
import type { PolicyName } from '../../../shared/model.ts';
import { policyLabels, policySentences } from '../../../shared/placement.ts';
import { Icon, Menu, MenuCheckItem, MenuSeparator } from '../../ui/index.ts';
import css from './placement.module.css';
import { words } from './words.ts';

export interface PolicyMenuProps {
  /** Null: as the pool does. */
  readonly value: PolicyName | null;
  readonly onChange: (policy: PolicyName | null) => void;
  /** May be left to the pool. */
  readonly optional?: boolean;
}

/** All policies, each with the sentence that says what it does. */
export function PolicyMenu({ value, onChange, optional = false }: PolicyMenuProps) {
  const label = value === null ? words.poolPolicy : policyLabels[value];
  return (
    <Menu
      trigger={
        <button type="button" className={css['pick']} aria-label={words.policyIs(label)}>
          <span>{label}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {optional && (
        <>
          <MenuCheckItem checked={value === null} onSelect={() => onChange(null)}>
            {words.poolPolicy}
          </MenuCheckItem>
          <MenuSeparator />
        </>
      )}
      {policyNames.map((policy) => (
        <MenuCheckItem key={policy} checked={policy === value} onSelect={() => onChange(policy)}>
          <span className={css['policy']}>
            <b>{policyLabels[policy]}</b>
            <span>{policySentences[policy]}</span>
          </span>
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
