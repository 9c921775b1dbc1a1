import { useEffect, useRef, useState } from 'react';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { ArrowRight, ArrowUpFromLine, Pin, SlidersHorizontal } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import { dropPlace } from '../../state/drag.ts';
import { showVolume } from '../../state/settings-place.ts';
import { cx, Icon, IconButton, Menu, MenuCheckItem, MenuItem, volumeClass, VolumeMark } from '../../ui/index.ts';
import { isRowDrag } from './drag-row.ts';
import { share } from './figures.ts';
import type { Level } from './figures.ts';
import { LevelField } from './level-field.tsx';
import { LevelHandle } from './level-handle.tsx';
import { Band, change, LevelTable, Segments } from './levels.tsx';
import type { Scale } from './levels.tsx';
import shared from './levels.module.css';
import styles from './plan-levels.module.css';
import { planText } from './screen-words.ts';

export interface PlanLevelsProps {
  readonly levels: readonly Level[];
  readonly band: { readonly low: number; readonly high: number } | null;
  readonly scale: Scale;
  /** Levels that a person set, bytes by name of volume. */
  readonly targets: Readonly<Record<string, number>>;
  /** The level that is in hand now. */
  readonly held: { readonly volume: string; readonly bytes: number } | null;
  readonly onHold: (volume: string, bytes: number) => void;
  /** Ends a drag; null: as if it had not been. */
  readonly onRelease: (volume: string, bytes: number | null) => void;
  /** Sets a level at once; null: it is left to the plan again. `again`: a key that goes on. */
  readonly onSet: (volume: string, bytes: number | null, again: boolean) => void;
  /** Volumes that a person took out of the plan. */
  readonly without: readonly string[];
  readonly onPart: (volume: string, part: boolean) => void;
  readonly onEmpty: (volume: string) => void;
  /** A row of the list was dropped on a volume. */
  readonly onSend: (path: string, volume: string) => void;
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;

/**
 * A bar per volume, before and after at once, each with a handle that sets its level: dragged, by keys, or typed. The
 * hidden table says the same.
 */
export function PlanLevels(props: PlanLevelsProps) {
  const { levels, band, scale } = props;
  const largest = Math.max(1, ...levels.map((level) => level.total));
  return (
    <>
      <div className={shared['rows']}>
        {scale === 'percent' && band !== null && <Band band={band} />}
        {levels.map((level) => (
          <Row key={level.name} level={level} width={scale === 'bytes' ? level.total / largest : 1} all={props} />
        ))}
      </div>
      <LevelTable levels={levels} running={false} />
    </>
  );
}

interface RowProps {
  readonly level: Level;
  /** Of the lane, 0 to 1. */
  readonly width: number;
  readonly all: PlanLevelsProps;
}

function Row({ level, width, all }: RowProps) {
  const { scale, band, targets, held, without, onPart, onEmpty, onHold, onRelease, onSet, onSend } = all;
  const { name, mark, colour, state, total, reserve, left } = level;
  const off = left !== '';
  const out = without.includes(name);
  const row = useRef<HTMLDivElement>(null);
  const disk = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const send = useRef(onSend);
  useEffect(() => {
    send.current = onSend;
  }, [onSend]);
  useEffect(() => {
    if (row.current === null || off) return;
    return dropTargetForElements({
      element: row.current,
      canDrop: ({ source }) => isRowDrag(source.data) && source.data.from !== name,
      getData: () => ({ volume: name }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        if (isRowDrag(source.data)) send.current(source.data.path, name);
      },
    });
  }, [name, off]);

  const inHand = held?.volume === name;
  const target = targets[name];
  // The bar in hand follows the pointer; the rest of the picture follows the plan.
  const shown: Level = inHand ? { ...level, after: held.bytes } : level;
  const value = inHand ? held.bytes : (target ?? level.after);
  const usedShare = width * share(level.before, total);
  const beside = usedShare < 0.5 ? usedShare : 0;
  return (
    <div
      ref={row}
      {...(!off && dropPlace({ kind: 'volume', name }))}
      className={cx(
        shared['row'],
        styles['row'],
        volumeClass(colour),
        off && shared['off'],
        inHand && styles['held'],
        over && styles['over'],
      )}
    >
      <Menu
        trigger={
          <button type="button" className={cx(shared['id'], styles['volume'])}>
            <VolumeMark mark={mark} colour={colour} size="large" state={off && !out ? 'offline' : state} />
            <span>
              <b title={visibleName(name)}>{visibleName(name)}</b>
              <em>{total > 0 ? formatSize(total) : planText.noSize}</em>
            </span>
            <span className="visually-hidden">{planText.partOf}</span>
          </button>
        }
      >
        {(!off || out) && (
          <MenuCheckItem checked={!out} onSelect={() => onPart(name, out)}>
            {planText.takesPart}
          </MenuCheckItem>
        )}
        {target !== undefined && (
          <MenuItem icon={Pin} onSelect={() => onSet(name, null, false)}>
            {planText.leaveLevel}
          </MenuItem>
        )}
        {!off && (
          <MenuItem icon={ArrowUpFromLine} onSelect={() => onEmpty(name)}>
            {planText.emptyIt}
          </MenuItem>
        )}
        <MenuItem icon={SlidersHorizontal} onSelect={() => showVolume(name)}>
          {planText.itsSettings}
        </MenuItem>
      </Menu>
      <div className={shared['lane']}>
        <div ref={disk} className={cx(shared['disk'], inHand && styles['still'])} style={{ width: percent(width) }}>
          {band !== null && scale === 'bytes' && !off && (
            <i className={shared['band']} style={{ left: percent(band.low), width: percent(band.high - band.low) }} />
          )}
          <Segments level={shown} running={false} />
          {!off && reserve > 0 && (
            <i className={shared['reserve']} style={{ width: percent(Math.min(1, share(reserve, total))) }} />
          )}
          {!off && (
            <LevelHandle
              level={level}
              value={value}
              band={band}
              set={target !== undefined}
              inHand={inHand}
              disk={disk}
              onHold={(bytes) => onHold(name, bytes)}
              onRelease={(bytes) => onRelease(name, bytes)}
              onSet={(bytes, again) => onSet(name, bytes, again)}
            />
          )}
        </div>
        {off && (
          <span className={shared['note']} style={{ left: `calc(${percent(width < 0.4 ? width : beside)} + 9px)` }}>
            {left}
          </span>
        )}
      </div>
      <Figures level={shown} scale={scale} set={target !== undefined} onSet={(bytes) => onSet(name, bytes, false)} />
    </div>
  );
}

interface FiguresProps {
  readonly level: Level;
  readonly scale: Scale;
  readonly set: boolean;
  readonly onSet: (bytes: number | null) => void;
}

/** `93.5 → 73.8 %` and what that moves; the second figure is a button that turns into a field. */
function Figures({ level, scale, set, onSet }: FiguresProps) {
  const { name, before, after, total, left } = level;
  const [typing, setTyping] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const word = (bytes: number): string =>
    scale === 'percent' ? (share(bytes, total) * 100).toFixed(1) : formatSize(bytes);
  const unit = scale === 'percent' ? ' %' : '';
  if (total === 0) return <div className={shared['figures']} />;
  if (left !== '') {
    return (
      <div className={shared['figures']}>
        <b>
          {word(before)}
          {unit}
        </b>
      </div>
    );
  }
  if (typing) {
    return (
      <LevelField
        level={level}
        scale={scale}
        onDone={(bytes) => {
          setTyping(false);
          if (bytes !== undefined) onSet(bytes);
          // The button is there again after this.
          requestAnimationFrame(() => button.current?.focus());
        }}
      />
    );
  }
  const same = Math.abs(after - before) < 1;
  return (
    <div className={shared['figures']}>
      <b>
        {!same && (
          <>
            {word(before)}
            <Icon icon={ArrowRight} size={12} />
          </>
        )}
        <button
          ref={button}
          type="button"
          className={styles['figure']}
          aria-label={planText.typeLevelOf(name, `${word(after)}${unit}`)}
          title={planText.typeLevel}
          onClick={() => setTyping(true)}
        >
          {word(after)}
          {unit}
        </button>
      </b>
      <em className={styles['detail']}>
        {same ? planText.stays : change(after - before)}
        {set && (
          <IconButton
            label={planText.leaveLevelOf(name)}
            icon={Pin}
            size="small"
            className={styles['pin']}
            onClick={() => onSet(null)}
          />
        )}
      </em>
    </div>
  );
}
