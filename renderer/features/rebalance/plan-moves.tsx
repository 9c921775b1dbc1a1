import { memo, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { disableNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/disable-native-drag-preview';
import { ArrowRight, Clock, Ellipsis, File, Folder, Link, Send, Split, Tag } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatDuration, formatSize, visibleName } from '../../../shared/format.ts';
import type { PlanRisk, PlanRow } from '../../../shared/planning.ts';
import { useRowHeight } from '../../state/settings.ts';
import { Badge, ContextMenu, cx, Icon, IconButton, VolumeMark } from '../../ui/index.ts';
import { rowDrag } from './drag-row.ts';
import type { Level } from './figures.ts';
import { MoveMenu } from './move-menu.tsx';
import { indexOfRow, rowAt, useMoveRows, wantRows } from './moves-store.ts';
import list from './moves-list.module.css';
import styles from './plan-moves.module.css';
import { riskWords } from './plan-words.ts';
import { sentence } from './reason-words.ts';
import { runText } from './run-screen-words.ts';
import { planText } from './screen-words.ts';

export interface MoveActions {
  readonly onInclude: (row: PlanRow, included: boolean) => void;
  readonly onSend: (row: PlanRow, volume: string) => void;
  readonly onUnsend: (row: PlanRow) => void;
  /** Lists the single files of a folder. */
  readonly onFiles: (row: PlanRow) => void;
  /** Pins it to a volume, for this plan and whatever comes later. */
  readonly onPin: (row: PlanRow, volume: string) => void;
  /** Leaves out the folder that it lies in. */
  readonly onLeaveFolder: (row: PlanRow) => void;
}

export interface PlanMovesProps extends MoveActions {
  readonly levels: readonly Level[];
  /** Whether a person left a path out: shown at once, before the plan has followed. */
  readonly isOut: (path: string) => boolean;
  /** What "ago" is counted from, ms. */
  readonly nowMs: number;
}

const rowId = (index: number): string => `plan-row-${String(index)}`;

/**
 * The editable list of moves, drawn only where it is in sight. Arrows go from row to row, Space leaves one out or takes
 * it in, the menu key (or Enter) shows what else can be done; rows can be dragged onto a volume.
 */
export function PlanMoves(props: PlanMovesProps) {
  const { levels, isOut, nowMs, onInclude } = props;
  const rowHeight = useRowHeight();
  const rows = useMoveRows();
  const { total } = rows;
  const scroll = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  // The compiler does not memoize what this hook returns, which is what is wanted: it changes with the scroll position.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 0, height: 400 },
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { of } = rows;
  useEffect(() => wantRows(first, last), [first, last, of]);

  const current = Math.min(at, Math.max(0, total - 1));
  const here = rowAt(rows, current);
  // A plan that was made anew may have the row elsewhere: keys and menu stay with it.
  const followed = useRef('');
  useEffect(() => {
    const { pages } = useMoveRows.getState();
    const index = indexOfRow(pages, followed.current);
    if (index !== null) setAt(index);
  }, [of]);
  const path = here?.path ?? '';
  useEffect(() => {
    followed.current = path;
  }, [path]);
  const openMenu = (x?: number, y?: number): void => {
    const element = document.getElementById(rowId(current));
    const box = element?.getBoundingClientRect();
    element?.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: x ?? (box?.left ?? 0) + 60,
        clientY: y ?? box?.bottom ?? 0,
      }),
    );
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(total - 1, current + step));
      setAt(next);
      virtual.scrollToIndex(next);
    } else if (event.key === ' ' && here !== undefined) onInclude(here, isOut(here.path));
    else if (event.key === 'ArrowRight' && here?.folder === true) props.onFiles(here);
    else if ((event.key === 'Enter' || event.key === 'ContextMenu') && here !== undefined) openMenu();
    else return;
    event.preventDefault();
  };
  /** A press in the list makes the row under it the one that keys and the menu are about. */
  const press = (event: MouseEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    if (row !== null) setAt(Number(row.dataset['index']));
  };

  return (
    <div
      role="grid"
      aria-label={planText.moves}
      aria-rowcount={total + 1}
      tabIndex={0}
      aria-activedescendant={here === undefined ? undefined : rowId(current)}
      className={cx(list['moves'], styles['moves'])}
      onKeyDown={key}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={cx(list['header'], styles['header'])}>
          <span role="columnheader">
            <span className="visually-hidden">{planText.part}</span>
          </span>
          <span role="columnheader">{planText.name}</span>
          <span role="columnheader" className={cx(list['number'], styles['number'])}>
            {planText.size}
          </span>
          <span role="columnheader">{planText.fromTo}</span>
          <span role="columnheader">{planText.why}</span>
          <span role="columnheader" className={cx(list['number'], styles['number'])}>
            {planText.time}
          </span>
        </div>
      </div>
      <ContextMenu items={here === undefined ? null : <MoveMenu row={here} {...props} />}>
        <div ref={scroll} role="rowgroup" className={list['scroll']} onMouseDown={press} onContextMenuCapture={press}>
          <div role="presentation" className={list['inner']} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rowAt(rows, item.index);
              return (
                <div
                  key={item.key}
                  role="row"
                  id={rowId(item.index)}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                  className={cx(list['place'], styles['place'], item.index === current && styles['current'])}
                  style={{ transform: `translateY(${String(item.start)}px)` }}
                >
                  {row === undefined ? (
                    <span role="gridcell" className={styles['coming']} aria-label={planText.loading} />
                  ) : (
                    <Row
                      row={row}
                      included={!isOut(row.path)}
                      levels={levels}
                      nowMs={nowMs}
                      onInclude={onInclude}
                      onMenu={openMenu}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </ContextMenu>
    </div>
  );
}

function folderOf(path: string): string {
  return path.slice(1, path.lastIndexOf('/')).split('/').map(visibleName).join(' / ');
}

const riskIcons: Readonly<Record<PlanRisk['kind'], LucideIcon>> = {
  'hard-links': Link,
  recent: Clock,
  loses: Tag,
  splits: Split,
};

interface RowProps {
  readonly row: PlanRow;
  readonly included: boolean;
  readonly levels: readonly Level[];
  readonly nowMs: number;
  readonly onInclude: MoveActions['onInclude'];
  readonly onMenu: (x: number, y: number) => void;
}

const Row = memo(function Row({ row, included, levels, nowMs, onInclude, onMenu }: RowProps) {
  const { path, folder, files, bytes, from, to, reason, risks, estimateMs, sent } = row;
  const cells = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (cells.current === null) return;
    return draggable({
      element: cells.current,
      getInitialData: () => rowDrag(path, from, bytes),
      onGenerateDragPreview: ({ nativeSetDragImage }) => disableNativeDragPreview({ nativeSetDragImage }),
    });
  }, [path, from, bytes]);
  const name = visibleName(path.slice(path.lastIndexOf('/') + 1));
  const inside = folderOf(path);
  const mark = (volume: string) => {
    const level = levels.find((one) => one.name === volume);
    return (
      <VolumeMark
        mark={level?.mark ?? volume.charAt(0)}
        colour={level?.colour ?? 5}
        state={level === undefined ? 'offline' : 'online'}
        name={visibleName(volume)}
      />
    );
  };
  return (
    <div ref={cells} role="presentation" className={cx(list['row'], styles['row'], !included && styles['out'])}>
      <span role="gridcell" className={styles['check']}>
        <label>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={included}
            aria-label={planText.move(name)}
            onChange={(event) => onInclude(row, event.target.checked)}
          />
        </label>
      </span>
      <span role="gridcell" className={cx(list['name'], styles['name'])} title={visibleName(path)}>
        <Icon icon={folder ? Folder : File} size={folder ? 18 : 16} className={cx(folder && styles['folder'])} />
        <span className={cx(list['text'], styles['text'])}>
          {name}
          {inside !== '' && <span className={list['inside']}> {inside}</span>}
          {folder && <span className={list['inside']}> {runText.files(files)}</span>}
        </span>
      </span>
      <span role="gridcell" className={cx(list['number'], styles['number'])}>
        {formatSize(bytes)}
      </span>
      <span role="gridcell" className={cx(list['ways'], styles['ways'])}>
        {mark(from)}
        <Icon icon={ArrowRight} size={14} />
        {mark(to)}
      </span>
      <span role="gridcell" className={styles['why']}>
        <span className={cx(list['text'], styles['text'])} title={included ? reason : undefined}>
          {included ? sentence(reason, [from, to]) : planText.leftByYou}
        </span>
        {included && sent && <Badge icon={Send}>{planText.sentByYou}</Badge>}
        {included &&
          risks.map((risk) => (
            <Badge key={risk.kind} tone={risk.kind === 'splits' ? 'neutral' : 'warn'} icon={riskIcons[risk.kind]}>
              {riskWords(risk, nowMs)}
            </Badge>
          ))}
      </span>
      <span role="gridcell" className={cx(list['number'], styles['number'], styles['time'])}>
        <span className={styles['duration']}>{included && estimateMs !== null ? formatDuration(estimateMs) : ''}</span>
        <IconButton
          label={planText.moreAbout(name)}
          icon={Ellipsis}
          size="small"
          tabIndex={-1}
          className={styles['more']}
          onClick={(event) => onMenu(event.clientX, event.clientY)}
        />
      </span>
    </div>
  );
});
