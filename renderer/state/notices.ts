import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
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

/** Tells what was done, with the way back where there is one. `about`: a later notice of the same takes its place. */
export function notify(title: string, action?: NoticeAction, about?: string): void {
  toast({
    tone: 'done',
    title,
    ...(action === undefined ? {} : { action }),
    ...(about === undefined ? {} : { about }),
  });
}

/** Tells something that one should know, and that is neither done nor wrong. `about` as above. */
export function notifyNote(
  title: string,
  { text, about }: { readonly text?: string; readonly about?: string } = {},
): void {
  toast({ tone: 'note', title, ...(text === undefined ? {} : { text }), ...(about === undefined ? {} : { about }) });
}

/** Says what was not done, or not all of it, as a notice that stays. */
export function notifyProblem(title: string, text: string, action?: NoticeAction): void {
  toast({ tone: 'problem', title, text, ...(action === undefined ? {} : { action }) });
}

/** What one can do about errors of a kind, where a feature knows something. */
const waysOut = new Map<ErrorCode, () => NoticeAction | undefined>();

/** Errors of this kind come with what `way` answers as their button. */
export function offerWayOut(code: ErrorCode, way: () => NoticeAction | undefined): void {
  waysOut.set(code, way);
}

/** Shows a failed action as a notice that stays. Nothing is shown for what the person cancelled. */
export function notifyError(thrown: unknown): void {
  const error = asAppError(thrown);
  if (error.code === 'cancelled') return;
  const { what, rest } = errorParts(error);
  notifyProblem(what, rest, waysOut.get(error.code)?.());
}
