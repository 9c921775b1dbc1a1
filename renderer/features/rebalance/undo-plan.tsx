import { useEffect, useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/model.ts';
import { startPlan, undoPlan } from '../../state/plans.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage } from '../../ui/index.ts';
import { rangeWords } from './run-words.ts';
import { showStarted } from './store.ts';
import { useHistoryShown } from './tabs.tsx';
import { count } from './words.ts';

/** Taking a run back: the plan for it is made and its cost told before anything moves. */
export function UndoDialog({ plan, onClose }: { readonly plan: string; readonly onClose: () => void }) {
  const [back, setBack] = useState<Plan | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [starting, setStarting] = useState(false);
  useEffect(() => {
    let gone = false;
    undoPlan(plan).then(
      (made) => !gone && setBack(made),
      (thrown: unknown) => !gone && setError(asAppError(thrown)),
    );
    return () => {
      gone = true;
    };
  }, [plan]);
  const start = (): void => {
    if (back === null) return;
    setStarting(true);
    startPlan(back.id).then(
      ({ jobId }) => {
        showStarted(back, jobId);
        useHistoryShown.setState({ shown: false });
        onClose();
      },
      (thrown: unknown) => {
        setStarting(false);
        setError(asAppError(thrown));
      },
    );
  };
  const nothing = back !== null && back.moves.length === 0;
  const left = back?.blocked.length ?? 0;
  return (
    <Dialog
      title="Move it back?"
      say={back === null ? 'Looking at what can go back…' : undoWords(back)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={back === null || nothing || starting}
            why={nothing ? 'Nothing of it can go back.' : 'The plan is being made.'}
            onClick={start}
          >
            {back === null || nothing ? 'Move back' : `Move ${formatSize(back.bytes)} back`}
          </Button>
        </>
      }
    >
      {left > 0 && (
        <p>{`${count(left, 'thing')} changed since, or cannot go back, and ${left === 1 ? 'stays where it is' : 'stay where they are'}.`}</p>
      )}
      {error !== null && <ErrorMessage error={error} />}
    </Dialog>
  );
}

/** "Will copy 40.0 GB back in 1,203 moves, in 25 to 35 min." */
export function undoWords(back: Plan): string {
  if (back.moves.length === 0) return 'Nothing of it can go back: all of it was changed, moved or deleted since.';
  const time = back.estimate === undefined || back.estimate === null ? '' : `, in ${rangeWords(back.estimate)}`;
  return `Will copy ${formatSize(back.bytes)} back in ${count(back.moves.length, 'move')}${time}. Every file is read back and compared before its copy here goes.`;
}
