import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import { errorParts, toast } from '../ui/index.ts';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** What a screen reader says next; shown nowhere. */
export const useSpoken = create<{ readonly text: string }>()(() => ({ text: '' }));

/** Says something to screen readers, politely, without showing it. */
export function speak(text: string): void {
  useSpoken.setState({ text });
}

/** A notice that leaves by itself; `about`: a later one about the same takes its place. */
export function notify(title: string, action?: NoticeAction, about?: string): void {
  toast({
    tone: 'success',
    title,
    ...(action === undefined ? {} : { action }),
    ...(about === undefined ? {} : { about }),
  });
}

/** Says what was not done, as a notice that stays. */
export function notifyProblem(title: string, text: string): void {
  toast({ tone: 'warn', title, text });
}

/** Shows a failed action as a notice that stays. Nothing is shown for what the person cancelled. */
export function notifyError(thrown: unknown): void {
  const error = asAppError(thrown);
  if (error.code === 'cancelled') return;
  const { what, rest } = errorParts(error);
  toast({ tone: 'danger', title: what, text: rest });
}
