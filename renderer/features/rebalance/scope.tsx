import { useState } from 'react';
import { ChevronDown, FolderOpen, ListFilter } from 'lucide-react';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PlanScope } from '../../../shared/planning.ts';
import { ask } from '../../state/rebalance.ts';
import { Button, Dialog, Icon, Menu, MenuCheckItem, MenuItem, MenuSeparator, TextField } from '../../ui/index.ts';
import { scopeWords } from './asked.ts';
import { PickFolder } from './pick-folder.tsx';
import styles from './rebalance.module.css';

/** Which files the plan may move: all of the pool, a folder, or some by name, size and age. */
export function ScopeMenu({ pool, scope }: { readonly pool: PoolInfo; readonly scope: PlanScope }) {
  const [open, setOpen] = useState<'folder' | 'files' | null>(null);
  const all = Object.keys(scope).length === 0;
  const set = (next: PlanScope): void => ask('which files may move', { scope: next });
  const { path, ...files } = scope;
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={styles['scope']} aria-label={`Which files may move: ${scopeWords(scope)}`}>
            <span>{scopeWords(scope)}</span>
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={all} onSelect={() => set({})}>
          Whole pool
        </MenuCheckItem>
        <MenuSeparator />
        <MenuItem icon={FolderOpen} onSelect={() => setOpen('folder')}>
          Only a folder…
        </MenuItem>
        <MenuItem icon={ListFilter} onSelect={() => setOpen('files')}>
          Only some files…
        </MenuItem>
      </Menu>
      {open === 'folder' && (
        <PickFolder
          pool={pool.id}
          title="Plan for which folder?"
          verb="Plan for"
          top
          start={path}
          onPick={(picked) => set(picked === '/' ? files : { ...files, path: picked })}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'files' && (
        <FilesDialog
          scope={scope}
          onSet={(next) => set(path === undefined ? next : { ...next, path })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

const day = 86_400_000;

interface FilesDialogProps {
  readonly scope: PlanScope;
  readonly onSet: (scope: PlanScope) => void;
  readonly onClose: () => void;
}

/** Some files: by a pattern of their path, their size, and how long they have not changed. */
function FilesDialog({ scope, onSet, onClose }: FilesDialogProps) {
  const size = (bytes: number | undefined): string => (bytes === undefined ? '' : formatSize(bytes));
  const [pattern, setPattern] = useState(scope.pattern ?? '');
  const [larger, setLarger] = useState(size(scope.larger));
  const [smaller, setSmaller] = useState(size(scope.smaller));
  const [days, setDays] = useState(scope.olderMs === undefined ? '' : String(Math.round(scope.olderMs / day)));
  const [refused, setRefused] = useState<{ readonly field: string; readonly why: string } | null>(null);
  const error = (field: string): string | undefined => (refused?.field === field ? refused.why : undefined);
  const changed = (setter: (value: string) => void) => (value: string) => {
    setter(value);
    setRefused(null);
  };
  const bytesOf = (text: string): number | null => {
    try {
      return parseSize(text);
    } catch {
      return null;
    }
  };
  const apply = (): void => {
    const [least, most] = [bytesOf(larger), bytesOf(smaller)];
    const age = Number(days);
    if (larger.trim() !== '' && least === null) setRefused({ field: 'larger', why: 'Write a size like 1 GB' });
    else if (smaller.trim() !== '' && most === null) setRefused({ field: 'smaller', why: 'Write a size like 1 GB' });
    else if (least !== null && most !== null && least > most)
      setRefused({ field: 'smaller', why: 'No file is smaller than that and at least so large' });
    else if (days.trim() !== '' && !(age >= 0)) setRefused({ field: 'days', why: 'Write a number of days' });
    else {
      onSet({
        ...(pattern.trim() !== '' && { pattern: pattern.trim() }),
        ...(least !== null && larger.trim() !== '' && { larger: least }),
        ...(most !== null && smaller.trim() !== '' && { smaller: most }),
        ...(days.trim() !== '' && { olderMs: Math.round(age * day) }),
      });
      onClose();
    }
  };
  return (
    <Dialog
      title="Which files may move?"
      say="All other files stay where they are. An empty field means any."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={apply}>
            Plan for these
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <TextField
          label="Path matches"
          value={pattern}
          onChange={changed(setPattern)}
          hint="*.mkv, /Films/**"
          error={error('pattern')}
        />
        <TextField label="At least this large" value={larger} onChange={changed(setLarger)} error={error('larger')} />
        <TextField label="At most this large" value={smaller} onChange={changed(setSmaller)} error={error('smaller')} />
        <TextField
          label="Not changed for"
          unit="days"
          inputMode="numeric"
          value={days}
          onChange={changed(setDays)}
          error={error('days')}
        />
        {/* Enter in a field applies. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
