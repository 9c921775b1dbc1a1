import type { PoolInfo } from '../../../shared/model.ts';
import { PageBar } from '../../ui/index.ts';
import { DefaultPlacement } from './default-placement.tsx';
import { Pins } from './pins.tsx';
import css from './placement.module.css';
import { Rules } from './rules.tsx';
import { words } from './words.ts';

/** Where new files go, and what holds instead for some of them. Nothing here moves a file. */
export function PlacementScreen({ pool }: { readonly pool: PoolInfo }) {
  return (
    <>
      <PageBar>
        <h1>{words.title}</h1>
      </PageBar>
      <main className={css['body']}>
        <DefaultPlacement pool={pool} />
        <Rules pool={pool} />
        <Pins pool={pool} />
      </main>
    </>
  );
}
