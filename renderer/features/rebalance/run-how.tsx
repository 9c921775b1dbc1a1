import { useState } from 'react';
import type { ReactNode } from 'react';
import { ChevronDown } from 'lucide-react';
import { formatSize, parseSize } from '../../../shared/format.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import { Button, Dialog, Icon, Menu, MenuCheckItem, MenuItem, MenuSeparator, TextField } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import type { RunHow } from './store.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** "Full speed", "Background", "20 MB/s", "22:00 to 06:00". */
export function howWords({ background, limit, window }: RunHow): string {
  const parts = [
    background ? 'Background' : '',
    limit === null ? '' : `${formatSize(limit)}/s`,
    window === null ? '' : `${clock(window.from)} to ${clock(window.to)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Full speed' : parts.join(', ');
}

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
          <button type="button" className={styles['how']} aria-label={`Speed: ${howWords(how)}`}>
            {howWords(how)}
            <Icon icon={ChevronDown} size={14} />
          </button>
        }
      >
        <MenuCheckItem checked={!background && limit === null} onSelect={() => set({ background: false, limit: null })}>
          Full speed
        </MenuCheckItem>
        <MenuCheckItem checked={background} onSelect={() => set({ background: true })}>
          Background: other work goes first
        </MenuCheckItem>
        <MenuItem onSelect={() => setOpen('limit')}>Limit the speed…</MenuItem>
        <MenuSeparator />
        <MenuCheckItem checked={window === null} onSelect={() => set({ window: null })}>
          At any time
        </MenuCheckItem>
        <MenuItem onSelect={() => setOpen('window')}>Only at some hours…</MenuItem>
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
      } else setRefused('Give 1 KiB or more per second');
    } catch {
      setRefused('Write a speed like 20 MB');
    }
  };
  return (
    <Ask title="Limit the speed" verb="Limit" onApply={apply} onClose={onClose}>
      <TextField label="At most, per second" value={text} onChange={setText} hint="20 MB, 500 KB" error={refused} />
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
  const [from, setFrom] = useState(clock(window?.from ?? 22 * 60));
  const [to, setTo] = useState(clock(window?.to ?? 6 * 60));
  const [refused, setRefused] = useState<{ readonly field: 'from' | 'to'; readonly why: string } | null>(null);
  const apply = (): void => {
    const [first, last] = [minutesOf(from), minutesOf(to)];
    if (first === null) setRefused({ field: 'from', why: 'Write a time like 22:00' });
    else if (last === null) setRefused({ field: 'to', why: 'Write a time like 06:00' });
    else if (first === last) setRefused({ field: 'to', why: 'It would never work' });
    else {
      onSet({ from: first, to: last });
      onClose();
    }
  };
  return (
    <Ask
      title="At which hours may it work?"
      say="It waits outside of them and goes on by itself, each day until it is done. The clock is that of the machine with the disks."
      verb="Set"
      onApply={apply}
      onClose={onClose}
    >
      <TextField
        label="From"
        value={from}
        onChange={setFrom}
        error={refused?.field === 'from' ? refused.why : undefined}
      />
      <TextField label="To" value={to} onChange={setTo} error={refused?.field === 'to' ? refused.why : undefined} />
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
          <Button onClick={onClose}>Cancel</Button>
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
