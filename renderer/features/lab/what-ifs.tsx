import { useState } from 'react';
import { Lock, Plus, Unplug } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import type { Simulation, WhatIf } from '../../../shared/simulation.ts';
import { Button, cx, Icon } from '../../ui/index.ts';
import css from './lab.module.css';
import { toggle, useLab } from './store.ts';
import type { Supposed } from './store.ts';
import { WhatIfDialog } from './what-if-dialog.tsx';
import { whatIfNote, whatIfTitle, words } from './words.ts';

const icons: Readonly<Record<WhatIf['kind'], LucideIcon>> = { add: Plus, lose: Unplug, reserve: Lock };

interface WhatIfsProps {
  readonly pool: PoolInfo;
  readonly simulation: Simulation | null;
}

/** What is supposed, as switches; each can be changed, and others added. */
export function WhatIfs({ pool, simulation }: WhatIfsProps) {
  const supposed = useLab((state) => state.supposed);
  const [editing, setEditing] = useState<Supposed | 'new' | null>(null);
  return (
    <>
      <ul className={css['whatIfs']} aria-label={words.whatIfs}>
        {supposed.map((one) => (
          <li key={one.id} className={cx(css['whatIf'], one.on && css['on'])}>
            <button
              type="button"
              className={css['edit']}
              title={words.changeIt(whatIfTitle(one.whatIf))}
              onClick={() => setEditing(one)}
            >
              <Icon icon={icons[one.whatIf.kind]} />
              <span className={css['say']}>
                <b>{whatIfTitle(one.whatIf)}</b>
                <em>{whatIfNote(one.whatIf, simulation)}</em>
              </span>
            </button>
            <button
              type="button"
              role="switch"
              aria-checked={one.on}
              aria-label={whatIfTitle(one.whatIf)}
              className={css['switch']}
              onClick={() => toggle(one.id)}
            />
          </li>
        ))}
        <li className={css['more']}>
          <Button icon={Plus} onClick={() => setEditing('new')}>
            {words.whatIf}
          </Button>
        </li>
      </ul>
      {editing !== null && (
        <WhatIfDialog pool={pool} supposed={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
