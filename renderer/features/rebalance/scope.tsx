import { useState } from 'react';
import { ChevronDown, FolderOpen, ListFilter } from 'lucide-react';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import type { PlanScope } from '../../../shared/planning.ts';
import { ask } from '../../state/rebalance.ts';
import { text } from '../../text.ts';
import { Button, Dialog, Icon, Menu, MenuCheckItem, MenuItem, MenuSeparator, TextField } from '../../ui/index.ts';
import { pickWords, scopeTexts, scopeWords, stepWords } from './goal-words.ts';
import { PickFolder } from './pick-folder.tsx';
import styles from './rebalance.module.css';

/** Which files the plan may move: all of the pool, a folder, or some by name, size and age. */
export function ScopeMenu({ pool, scope }: { readonly pool: PoolInfo; readonly scope: PlanScope }) {
  const [open, setOpen] = useState<'folder' | 'files' | null>(null);
  const all = Object.keys(scope).length === 0;
  const set = (next: PlanScope): void => ask(stepWords.scope, { scope: next });
  const { path, ...files } = scope;
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={styles['scope']} aria-label={scopeTexts.label(scopeWords(scope))}>
            <span>{scopeWords(scope)}</span>
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={all} onSelect={() => set({})}>
          {scopeTexts.whole}
        </MenuCheckItem>
        <MenuSeparator />
        <MenuItem icon={FolderOpen} onSelect={() => setOpen('folder')}>
          {scopeTexts.folder}
        </MenuItem>
        <MenuItem icon={ListFilter} onSelect={() => setOpen('files')}>
          {scopeTexts.files}
        </MenuItem>
      </Menu>
      {open === 'folder' && (
        <PickFolder
          pool={pool.id}
          words={pickWords.plan}
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
    if (larger.trim() !== '' && least === null) setRefused({ field: 'larger', why: scopeTexts.noSize });
    else if (smaller.trim() !== '' && most === null) setRefused({ field: 'smaller', why: scopeTexts.noSize });
    else if (least !== null && most !== null && least > most)
      setRefused({ field: 'smaller', why: scopeTexts.nothingBetween });
    else if (days.trim() !== '' && !(age >= 0)) setRefused({ field: 'days', why: scopeTexts.noDays });
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
      title={scopeTexts.ask}
      say={scopeTexts.say}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" onClick={apply}>
            {scopeTexts.plan}
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
          label={scopeTexts.pattern}
          value={pattern}
          onChange={changed(setPattern)}
          hint={scopeTexts.patternHint}
          error={error('pattern')}
        />
        <TextField label={scopeTexts.larger} value={larger} onChange={changed(setLarger)} error={error('larger')} />
        <TextField label={scopeTexts.smaller} value={smaller} onChange={changed(setSmaller)} error={error('smaller')} />
        <TextField
          label={scopeTexts.older}
          unit={scopeTexts.days}
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
