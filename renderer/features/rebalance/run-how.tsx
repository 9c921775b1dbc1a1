import { useState } from 'react';
import type { ReactNode } from 'react';
import { ChevronDown } from 'lucide-react';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import { text } from '../../text.ts';
import { Button, Dialog, Icon, Menu, MenuCheckItem, MenuItem, MenuSeparator, TextField } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { runText } from './run-screen-words.ts';
import { hourWords, howWords } from './run-words.ts';
import { planText } from './screen-words.ts';
import type { RunHow } from './store.ts';

/** The speed of the run, and the hours of the day in which it works. */
export function RunHowMenu({ how, onSet }: { readonly how: RunHow; readonly onSet: (how: RunHow) => void }) {
  const [open, setOpen] = useState<'limit' | 'window' | null>(null);
  const { background, limit, window } = how;
  const set = (next: Partial<RunHow>): void => onSet({ ...how, ...next });
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className={styles['how']} aria-label={runText.speedIs(howWords(how))}>
            {howWords(how)}
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={!background && limit === null} onSelect={() => set({ background: false, limit: null })}>
          {runText.fullSpeed}
        </MenuCheckItem>
        <MenuCheckItem checked={background} onSelect={() => set({ background: true })}>
          {runText.backgroundSay}
        </MenuCheckItem>
        <MenuItem onSelect={() => setOpen('limit')}>{runText.limitIt}</MenuItem>
        <MenuSeparator />
        <MenuCheckItem checked={window === null} onSelect={() => set({ window: null })}>
          {runText.anyTime}
        </MenuCheckItem>
        <MenuItem onSelect={() => setOpen('window')}>{runText.someHours}</MenuItem>
      </Menu>
      {open === 'limit' && (
        <LimitDialog limit={limit} onSet={(next) => set({ limit: next })} onClose={() => setOpen(null)} />
      )}
      {open === 'window' && (
        <WindowDialog window={window} onSet={(next) => set({ window: next })} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

/** The least that a run may be limited to, bytes per second. */
const leastLimit = 1024;

interface LimitDialogProps {
  readonly limit: number | null;
  readonly onSet: (limit: number) => void;
  readonly onClose: () => void;
}

function LimitDialog({ limit, onSet, onClose }: LimitDialogProps) {
  const [text, setText] = useState(limit === null ? '' : formatSize(limit));
  const [refused, setRefused] = useState('');
  const apply = (): void => {
    try {
      const bytes = parseSize(text.replace(/\/s$/, ''));
      if (bytes >= leastLimit) {
        onSet(bytes);
        onClose();
      } else setRefused(runText.tooSlow);
    } catch {
      setRefused(runText.noSpeed);
    }
  };
  return (
    <Ask title={runText.limitTitle} verb={runText.limit} onApply={apply} onClose={onClose}>
      <TextField label={runText.limitLabel} value={text} onChange={setText} hint={runText.limitHint} error={refused} />
    </Ask>
  );
}

/** Minutes of `22:00` or `6`; null: no time of day. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim());
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return Number(match[2] ?? 0) < 60 && minutes < 24 * 60 ? minutes : null;
}

interface WindowDialogProps {
  readonly window: RunWindow | null;
  readonly onSet: (window: RunWindow) => void;
  readonly onClose: () => void;
}

function WindowDialog({ window, onSet, onClose }: WindowDialogProps) {
  const [from, setFrom] = useState(hourWords(window?.from ?? 22 * 60));
  const [to, setTo] = useState(hourWords(window?.to ?? 6 * 60));
  const [refused, setRefused] = useState<{ readonly field: 'from' | 'to'; readonly why: string } | null>(null);
  const apply = (): void => {
    const [first, last] = [minutesOf(from), minutesOf(to)];
    if (first === null) setRefused({ field: 'from', why: runText.noFrom });
    else if (last === null) setRefused({ field: 'to', why: runText.noTo });
    else if (first === last) setRefused({ field: 'to', why: runText.never });
    else {
      onSet({ from: first, to: last });
      onClose();
    }
  };
  return (
    <Ask title={runText.hoursTitle} say={runText.hoursSay} verb={runText.set} onApply={apply} onClose={onClose}>
      <TextField
        label={planText.from}
        value={from}
        onChange={setFrom}
        error={refused?.field === 'from' ? refused.why : undefined}
      />
      <TextField
        label={planText.to}
        value={to}
        onChange={setTo}
        error={refused?.field === 'to' ? refused.why : undefined}
      />
    </Ask>
  );
}

interface AskProps {
  readonly title: string;
  readonly say?: string;
  readonly verb: string;
  readonly children: ReactNode;
  readonly onApply: () => void;
  readonly onClose: () => void;
}

function Ask({ title, say, verb, children, onApply, onClose }: AskProps) {
  return (
    <Dialog
      title={title}
      {...(say !== undefined && { say })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" onClick={onApply}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          onApply();
        }}
      >
        {children}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
