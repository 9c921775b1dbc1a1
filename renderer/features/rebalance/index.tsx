import { usePool } from '../../state/pool.ts';
import { Screen } from './screen.tsx';

/** The rebalance screen of the pool that the window shows: a plan one can see, then the same picture while it happens. */
export function RebalanceScreen() {
  const pool = usePool();
  return pool === null ? null : <Screen key={pool.id} pool={pool} />;
}
