import { useEffect, useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model.ts';
import { startPlan, undoPlan } from '../../state/plans.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage } from '../../ui/index.ts';
import { runText } from './run-screen-words.ts';
import { undoWords } from './run-words.ts';
import { showStarted } from './store.ts';
import { useHistoryShown } from './tabs.tsx';

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
      title={runText.backTitle}
      say={back === null ? runText.backLooking : undoWords(back)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            disabled={back === null || nothing || starting}
            why={nothing ? runText.nothingBack : runText.backMaking}
            onClick={start}
          >
            {back === null || nothing ? runText.moveBackNow : runText.moveSizeBack(back.bytes)}
          </Button>
        </>
      }
    >
      {left > 0 && <p>{runText.staysBack(left)}</p>}
      {error !== null && <ErrorMessage error={error} />}
    </Dialog>
  );
}
