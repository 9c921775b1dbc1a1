/** Where new files go: the policy of the pool, kept folders, rules by path, pins. */
export { PlacementScreen } from './screen.tsx';
