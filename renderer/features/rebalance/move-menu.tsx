import { CircleSlash, FolderX, Info, List, ListChecks, Pin, Send, Undo2 } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlanRow } from '../../../shared/planning.ts';
import { go } from '../../state/route.ts';
import { MenuItem, MenuLabel, MenuSeparator } from '../../ui/index.ts';
import type { PlanMovesProps } from './plan-moves.tsx';
import { planText } from './screen-words.ts';

export interface MoveMenuProps extends PlanMovesProps {
  readonly row: PlanRow;
}

/** What can be done about one move. */
export function MoveMenu({
  row,
  levels,
  isOut,
  onInclude,
  onFiles,
  onSend,
  onUnsend,
  onLeaveFolder,
  onPin,
}: MoveMenuProps) {
  const { path, from, to, sent } = row;
  const included = !isOut(path);
  const parent = parentPath(path as PoolPath);
  const targets = levels.filter((level) => level.left === '' && level.name !== from && (level.name !== to || !sent));
  return (
    <>
      {included ? (
        <MenuItem icon={CircleSlash} shortcut="Space" onSelect={() => onInclude(row, false)}>
          {planText.leaveOut}
        </MenuItem>
      ) : (
        <MenuItem icon={ListChecks} shortcut="Space" onSelect={() => onInclude(row, true)}>
          {planText.takeIn}
        </MenuItem>
      )}
      {row.folder && (
        <MenuItem icon={List} shortcut="→" onSelect={() => onFiles(row)}>
          {planText.listFiles}
        </MenuItem>
      )}
      {included && parent !== '/' && (
        <MenuItem icon={FolderX} onSelect={() => onLeaveFolder(row)}>
          {planText.leaveFolder(parent)}
        </MenuItem>
      )}
      {targets.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{planText.sendIt}</MenuLabel>
          {targets.map((level) => (
            <MenuItem key={level.name} icon={Send} onSelect={() => onSend(row, level.name)}>
              {visibleName(level.name)}
            </MenuItem>
          ))}
        </>
      )}
      {sent && (
        <MenuItem icon={Undo2} onSelect={() => onUnsend(row)}>
          {planText.letChoose}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={Pin} onSelect={() => onPin(row, from)}>
        {planText.pinTo(from)}
      </MenuItem>
      {sent && (
        <MenuItem icon={Pin} onSelect={() => onPin(row, to)}>
          {planText.pinTo(to)}
        </MenuItem>
      )}
      <MenuItem icon={Info} onSelect={() => go({ screen: 'files', path: row.folder ? path : parent })}>
        {planText.showInFiles}
      </MenuItem>
    </>
  );
}
