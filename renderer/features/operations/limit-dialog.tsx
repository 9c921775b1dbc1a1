import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import { formatSize, parseSize } from '../../../shared/format.ts';
import { limitJob, useJob } from '../../state/jobs.ts';
import { text, told } from '../../text.ts';
import { Button, Dialog, errorParts, TextField } from '../../ui/index.ts';
import { lineWords } from './line-words.ts';

/** The least that a job may be limited to: a slower one would never end. */
const least = 1024;

/** A limit of one's own, as a size per second. It holds at once, also for the file under way. */
export function SpeedLimitDialog({ job: id, onClose }: { readonly job: string; readonly onClose: () => void }) {
  const job = useJob(id);
  const limited = job?.limit ?? null;
  const [words, setWords] = useState(limited === null ? '' : formatSize(limited));
  const [error, setError] = useState('');
  if (job === undefined) return null;
  const apply = (): void => {
    try {
      const limit = parseSize(words.replace(/\/s$/, ''));
      if (limit < least) {
        setError(lineWords.tooSlow);
        return;
      }
      limitJob(id, limit);
      onClose();
    } catch (thrown) {
      setError(errorParts(asAppError(thrown)).rest);
    }
  };
  return (
    <Dialog
      title={lineWords.limit}
      say={told(job.title)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" onClick={apply}>
            {lineWords.limitVerb}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <TextField
          label={lineWords.perSecond}
          value={words}
          onChange={setWords}
          hint={lineWords.limitHint}
          error={error}
        />
      </form>
    </Dialog>
  );
}
