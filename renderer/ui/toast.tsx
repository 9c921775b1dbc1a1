import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { X } from 'lucide-react';
import { Button, IconButton } from './button.tsx';
import { Message } from './status.tsx';
import type { Tone } from './status.tsx';
import styles from './toast.module.css';
import { shownFor, shownToasts, withToast } from './toasts.ts';
import type { NoticeTone, Toast, ToastOptions } from './toasts.ts';
import { words } from './words.ts';

const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

function dismissProblems(): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter(({ tone }) => tone !== 'problem') }));
}

/**
 * Says something that has no place of its own on the screen (an error with a place is shown there). Problems stay until
 * they are closed, the rest as long as it takes to read it; nothing leaves while the pointer or the keyboard is on it.
 */
export function toast(options: ToastOptions): void {
  lastId += 1;
  const next = { ...options, id: lastId };
  useToasts.setState(({ toasts }) => ({ toasts: withToast(toasts, next) }));
}

const looks: Readonly<Record<NoticeTone, Tone>> = { done: 'success', note: 'info', problem: 'danger' };

interface LineProps {
  readonly toast: Toast;
  /** It stays while this is so. */
  readonly held: boolean;
  readonly onClose: () => void;
}

function Line({ toast: one, held, onClose }: LineProps) {
  const { tone, title, text, action } = one;
  useEffect(() => {
    const ms = shownFor(one);
    if (held || ms === null) return;
    const timer = setTimeout(() => dismiss(one.id), ms);
    return () => clearTimeout(timer);
  }, [one, held]);
  return (
    <div className={styles['toast']}>
      <Message
        tone={looks[tone]}
        kind={words.tones[tone]}
        live={false}
        title={title}
        action={
          <>
            {action && (
              <Button
                onClick={() => {
                  onClose();
                  action.run();
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton label={words.closeMessage} icon={X} size="small" onClick={onClose} />
          </>
        }
      >
        {text}
      </Message>
    </div>
  );
}

/** Rendered once, by the shell, as the part of a column that the messages shall stand over the foot of. */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = (pointed || focused) && toasts.length > 0;
  const { shown, waiting } = shownToasts(toasts);
  // A button that goes while it has the keyboard tells nobody that it lost it.
  const close = (end: () => void): void => {
    end();
    setFocused(false);
  };
  const lines = (some: readonly Toast[]) =>
    some.map((one) => <Line key={one.id} toast={one} held={held} onClose={() => close(() => dismiss(one.id))} />);
  // A region that is there before its words is read out when they come: problems at once, all else when it is quiet.
  return (
    <div className={styles['toastPlace']}>
      <section
        className={styles['toasts']}
        aria-label={words.messages}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <div className={styles['stack']} aria-live="polite">
          {lines(shown.filter(({ tone }) => tone !== 'problem'))}
        </div>
        {waiting > 0 && (
          <p className={styles['waiting']}>
            {words.moreProblems(waiting)}
            <Button variant="bare" onClick={() => close(dismissProblems)}>
              {words.closeProblems}
            </Button>
          </p>
        )}
        <div className={styles['stack']} aria-live="assertive">
          {lines(shown.filter(({ tone }) => tone === 'problem'))}
        </div>
      </section>
    </div>
  );
}
