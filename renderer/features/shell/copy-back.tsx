import { formatSize } from '../../../shared/format.ts';
import type { Act } from '../../../shared/model.ts';
import { reverse } from '../../state/history.ts';
import { text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import { poolWords } from './pool-words.ts';

/** Names what an undo costs before anything is copied. */
export function CopyBack({
  direction,
  act,
  onClose,
}: {
  readonly direction: 'undo' | 'redo';
  readonly act: Act;
  readonly onClose: () => void;
}) {
  const verb = direction === 'undo' ? text.undo : text.redo;
  return (
    <Dialog
      title={poolWords.copyBackAsk(verb, act.title)}
      say={poolWords.copyBackSay(formatSize(act.bytes))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button
            variant="primary"
            data-autofocus
            onClick={() => {
              onClose();
              void reverse(direction, act.id, true);
            }}
          >
            {poolWords.copyBack(formatSize(act.bytes))}
          </Button>
        </>
      }
    />
  );
}
