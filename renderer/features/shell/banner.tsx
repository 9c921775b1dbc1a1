import { useHost } from '../../api/host.ts';
import { Message, useDelayed } from '../../ui/index.ts';
import { poolWords } from './pool-words.ts';
import css from './shell.module.css';

/** Says that the host is gone while it is being looked for; short gaps are not shown. */
export function HostBanner() {
  const state = useHost((status) => status.state);
  const gone = useDelayed(state === 'gone', 400);
  if (!gone) return null;
  return (
    <div className={css['banner']}>
      <Message tone="warn" title={poolWords.hostGone}>
        {poolWords.hostGoneSay}
      </Message>
    </div>
  );
}
