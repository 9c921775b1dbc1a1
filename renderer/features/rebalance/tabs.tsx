import { create } from 'zustand';
import type { Job } from '../../../shared/model.ts';
import { isEnded } from '../../state/jobs.ts';
import { Segmented } from '../../ui/index.ts';
import { planText } from './screen-words.ts';
import { planAgain } from './store.ts';

/** What the screen shows: the plan or its run, or what ran before. */
export const useHistoryShown = create<{ readonly shown: boolean }>()(() => ({ shown: false }));

type Tab = 'plan' | 'run' | 'history';

/** Plan, run and history. While a run goes on there is no other plan; one that has ended can be left for a new one. */
export function Tabs({ runs, job }: { readonly runs: boolean; readonly job: Job | null }) {
  const { shown } = useHistoryShown();
  // A run that has just begun is on no list yet.
  const ended = job !== null && isEnded(job);
  const first: readonly Tab[] = !runs ? ['plan'] : ended ? ['plan', 'run'] : ['run'];
  const tabs: readonly Tab[] = [...first, 'history'];
  return (
    <Segmented
      label={planText.show}
      value={shown ? 'history' : runs ? 'run' : 'plan'}
      options={tabs.map((value) => ({ value, label: planText[value] }))}
      onChange={(tab) => {
        useHistoryShown.setState({ shown: tab === 'history' });
        if (tab === 'plan' && runs) planAgain();
      }}
    />
  );
}
