import { useDeferredValue, useEffect, useId, useState } from 'react';
import { ArrowRight, Filter, FolderInput, TriangleAlert, X } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlanDraft, PoolInfo } from '../../../shared/model.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { setPool } from '../../state/pool.ts';
import { ask, askedNow, useRebalanceGoal } from '../../state/rebalance.ts';
import { Button, cx, ErrorMessage, Icon, IconButton, Segmented, TextField } from '../../ui/index.ts';
import { isOut, leftOut, sent, takenIn, unsent } from './asked.ts';
import { useDraft } from './draft-store.ts';
import type { Level } from './figures.ts';
import type { Way } from './flow-layout.ts';
import { FlowPicture, FlowTable } from './flow.tsx';
import { folderWords, stepWords } from './goal-words.ts';
import { showMoves, useMoveRows } from './moves-store.ts';
import { KeptList } from './plan-not-moved.tsx';
import type { Kept } from './plan-not-moved.tsx';
import { PlanMoves } from './plan-moves.tsx';
import list from './moves-list.module.css';
import styles from './rebalance.module.css';
import { movesWords, planText } from './screen-words.ts';
import { SendFolder } from './send-folder.tsx';
import { planAgain } from './store.ts';

type Lower = 'moves' | 'flow' | 'table' | 'kept';

const tabs: readonly { readonly value: Lower; readonly label: string }[] = [
  { value: 'moves', label: planText.moves },
  { value: 'flow', label: planText.flow },
  { value: 'table', label: planText.table },
];

export interface PlanListProps {
  readonly pool: PoolInfo;
  readonly draft: PlanDraft;
  readonly levels: readonly Level[];
  readonly kept: readonly Kept[];
  readonly after: string;
  readonly narrow: boolean;
  /** Only the moves of this way are listed. */
  readonly way: Way | null;
  readonly onWay: (way: Way | null) => void;
}

/** Sends a path to a volume in this plan, as a step that can be taken back. */
export function sendTo(path: string, volume: string): void {
  sendAllTo([path], volume);
}

/** The same for several paths, as one step. */
export function sendAllTo(paths: readonly string[], volume: string): void {
  const [first = ''] = paths;
  const what = paths.length === 1 ? folderWords(first) : planText.itemsOf(paths.length, 0);
  ask(stepWords.send(what, volume), { edits: sent(askedNow().edits, paths, volume) });
}

/** The list that can be edited; in a narrow window also the way to the flow, the table and what is not moved. */
export function PlanList({ pool, draft, levels, kept, after, narrow, way, onWay }: PlanListProps) {
  const [filter, setFilter] = useState('');
  const [chosen, setLower] = useState<Lower>('moves');
  const [sending, setSending] = useState(false);
  const [under, setUnder] = useState<string | null>(null);
  const heading = useId();
  const wanted = useDeferredValue(filter.trim());
  const edits = useRebalanceGoal((state) => state.edits);
  const rows = useMoveRows();
  const atMs = useDraft((state) => state.atMs);
  const lower = narrow ? chosen : 'moves';
  useEffect(
    () => showMoves({ draft: draft.id, filter: wanted, from: way?.from ?? null, to: way?.to ?? null, under }),
    [draft.id, wanted, way, under],
  );
  const narrowed = wanted !== '' || way !== null || under !== null;
  const listed = draft.moves > 0 || draft.excluded > 0;
  const keptCount = kept.length + Math.max(0, draft.blockedCount - draft.blocked.length);
  return (
    <section className={cx(styles['section'], styles['last'])} aria-labelledby={heading}>
      <div className={styles['head']}>
        <h3 id={heading} className={narrow ? 'visually-hidden' : undefined}>
          {planText.moves}
        </h3>
        {narrow && <Segmented label={planText.show} value={lower} options={tabs} onChange={setLower} />}
        {listed && (
          <span className={styles['quiet']}>{movesWords({ ...draft, shown: narrowed ? rows.total : null })}</span>
        )}
        {way !== null && (
          <span className={styles['chip']}>
            {visibleName(way.from)}
            <Icon icon={ArrowRight} size={12} />
            {visibleName(way.to)}
            <IconButton label={planText.showAllMoves} icon={X} size="small" onClick={() => onWay(null)} />
          </span>
        )}
        {under !== null && (
          <span className={styles['chip']} title={visibleName(under)}>
            {planText.inFolder(under)}
            <IconButton label={planText.showAllFolders} icon={X} size="small" onClick={() => setUnder(null)} />
          </span>
        )}
        {narrow && keptCount > 0 && (
          <Button
            variant="bare"
            className={cx(styles['end'], styles['warn'])}
            icon={TriangleAlert}
            aria-pressed={lower === 'kept'}
            onClick={() => setLower('kept')}
          >
            {planText.itemsNotMoved(keptCount)}
          </Button>
        )}
        {!narrow && (
          <Button variant="bare" icon={FolderInput} className={styles['end']} onClick={() => setSending(true)}>
            {planText.sendFolder}
          </Button>
        )}
        {!narrow && listed && (
          <TextField
            label={planText.filter}
            hideLabel
            look="quiet"
            icon={Filter}
            placeholder={planText.filter}
            className={styles['find'] ?? ''}
            value={filter}
            onChange={setFilter}
          />
        )}
      </div>
      {lower === 'moves' && rows.error !== null && (
        <ErrorMessage error={rows.error} action={<Button onClick={planAgain}>{planText.again}</Button>} />
      )}
      {lower === 'moves' && !listed && <p className={list['none']}>{planText.nothingNeeded}</p>}
      {lower === 'moves' && listed && narrowed && rows.total === 0 && rows.of !== '' && (
        <p className={list['none']} role="status">
          {planText.noneFound}
        </p>
      )}
      {lower === 'moves' && listed && !(narrowed && rows.total === 0) && (
        <PlanMoves
          levels={levels}
          nowMs={atMs}
          isOut={(path) => isOut(edits, path)}
          onInclude={({ path }, included) =>
            included
              ? ask(stepWords.takeIn(path), { edits: takenIn(askedNow().edits, path) })
              : ask(stepWords.leaveOut(path), { edits: leftOut(askedNow().edits, [path]) })
          }
          onFiles={({ path }) => setUnder(path)}
          onSend={({ path }, volume) => sendTo(path, volume)}
          onUnsend={({ path }) => ask(stepWords.letChoose(path), { edits: unsent(askedNow().edits, path) })}
          onPin={({ path }, volume) => {
            const pins = [...pool.pins.filter((pin) => pin.path !== path), { path, volume }];
            setPool({ pool: pool.id, pins }).then(() => notify(planText.pinned(path, volume)), notifyError);
          }}
          onLeaveFolder={({ path }) => {
            const parent = parentPath(path as PoolPath);
            ask(stepWords.leaveOut(parent), { edits: leftOut(askedNow().edits, [parent]) });
          }}
        />
      )}
      {lower === 'flow' && <FlowPicture flows={draft.flows} levels={levels} />}
      {lower === 'table' && <FlowTable flows={draft.flows} levels={levels} />}
      {lower === 'kept' && <KeptList items={kept} after={after} />}
      {sending && <SendFolder pool={pool.id} levels={levels} onSend={sendTo} onClose={() => setSending(false)} />}
    </section>
  );
}
