import { useState } from 'react';
import { formatDayAndClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PolicyOutcome, Simulation } from '../../../shared/simulation.ts';
import { text } from '../../text.ts';
import { Button, Dialog, Menu, MenuItem, MenuLabel } from '../../ui/index.ts';
import { useChosen } from './comparison.tsx';
import css from './lab.module.css';
import { policiesLeft, setColumn, takePolicy, useLab } from './store.ts';
import { nameOf, words } from './words.ts';

interface LabFooterProps {
  readonly pool: PoolInfo;
  readonly simulation: Simulation;
}

/** What would be done with the policy in hand. */
export function LabFooter({ pool, simulation }: LabFooterProps) {
  const chosen = useChosen(simulation);
  const columns = useLab((state) => state.columns);
  const [refused, setRefused] = useState(false);
  const outcome = simulation.outcomes.find(({ policy }) => policy === chosen);
  const left = policiesLeft(columns);
  if (chosen === null || outcome === undefined) return null;
  const replaced = columns.findLastIndex((policy) => policy !== chosen);
  const inUse = chosen === pool.policy;
  return (
    <footer className={css['foot']}>
      <div className={css['hand']}>
        <b>{nameOf(chosen)}</b>
        <em>{words.forNew}</em>
      </div>
      <span className={css['space']} />
      <Button disabled={outcome.refused === 0} why={words.noneRefused} onClick={() => setRefused(true)}>
        {words.refused}
      </Button>
      <Menu align="end" trigger={<Button className={css['compare']}>{words.compare}</Button>}>
        <MenuLabel>{words.insteadOf(columns[replaced] ?? chosen)}</MenuLabel>
        {left.map((policy) => (
          <MenuItem key={policy} onSelect={() => setColumn(replaced, policy)}>
            {nameOf(policy)}
          </MenuItem>
        ))}
      </Menu>
      <Button
        variant="primary"
        size="large"
        disabled={inUse}
        why={words.usedAlready}
        onClick={() => void takePolicy(pool, chosen)}
      >
        {words.use}
      </Button>
      {refused && <RefusedDialog outcome={outcome} onClose={() => setRefused(false)} />}
    </footer>
  );
}

/** Rows that are drawn; the rest is counted. */
const mostRows = 200;

function RefusedDialog({ outcome, onClose }: { readonly outcome: PolicyOutcome; readonly onClose: () => void }) {
  const { refusals, refused, refusedBytes, policy } = outcome;
  const rows = refusals.slice(0, mostRows);
  const rest = refused - rows.length;
  return (
    <Dialog
      wide
      title={words.refusedWith(policy)}
      say={words.refusedSay(refused, refusedBytes)}
      onClose={onClose}
      footer={<Button onClick={onClose}>{text.close}</Button>}
    >
      <div className={css['refused']} tabIndex={0} role="region" aria-label={words.refusedWrites}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.file}</th>
              <th scope="col">{words.size}</th>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, size, atMs, reasons }, index) => (
              <tr key={index}>
                <td>{visibleName(path)}</td>
                <td>{formatSize(size)}</td>
                <td>{formatDayAndClock(atMs)}</td>
                <td>
                  {reasons.map(({ volume, reason }) => (
                    <div key={volume}>{words.ofVolume(volume, reason)}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rest > 0 && <p>{words.andMore(rest)}</p>}
      </div>
    </Dialog>
  );
}
