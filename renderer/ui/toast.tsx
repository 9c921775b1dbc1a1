import { create } from 'zustand';
import { X } from 'lucide-react';
import { Button, IconButton } from './button.tsx';
import { Message } from './status.tsx';
import type { Tone } from './status.tsx';
import styles from './status.module.css';

export interface ToastOptions {
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** What it is about: a later one about the same takes its place. */
  readonly about?: string;
}

interface Toast extends ToastOptions {
  readonly id: number;
}

const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));
const shownMs = 8_000;
let lastId = 0;

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/**
 * Says something that has no place of its own on the screen (an error with a place is shown there). Errors stay until
 * they are closed, the rest goes after 8 s. At most four are shown.
 */
export function toast(options: ToastOptions): void {
  lastId += 1;
  const id = lastId;
  const { about } = options;
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((other) => about === undefined || other.about !== about), { ...options, id }].slice(-4),
  }));
  if (options.tone !== 'danger') setTimeout(() => dismiss(id), shownMs);
}

/** Rendered once, by the shell, as the part of a column that the messages shall stand over the foot of. */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={styles['toastPlace']}>
      <section className={styles['toasts']} aria-label="Messages">
        {toasts.map(({ id, tone, title, text, action }) => (
          <div key={id} className={styles['toast']}>
            <Message
              tone={tone}
              title={title}
              action={
                <>
                  {action && (
                    <Button
                      onClick={() => {
                        dismiss(id);
                        action.run();
                      }}
                    >
                      {action.label}
                    </Button>
                  )}
                  <IconButton label="Close message" icon={X} size="small" onClick={() => dismiss(id)} />
                </>
              }
            >
              {text}
            </Message>
          </div>
        ))}
      </section>
    </div>
  );
}
