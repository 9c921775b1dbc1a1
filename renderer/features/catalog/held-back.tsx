import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { CatalogVolume, HeldBack, PoolInfo } from '../../../shared/model.ts';
import { confirmGone, lookAgain, useCatalog } from '../../state/catalog.ts';
import { closeDialog, openDialog } from '../../state/dialogs.ts';
import { Button, Dialog, ErrorMessage, Message } from '../../ui/index.ts';
import css from './catalog.module.css';
import { heldBackTitle, heldBackWords } from './words.ts';

type Held = CatalogVolume & { readonly heldBack: HeldBack };

function useHeldBack(pool: PoolInfo): readonly Held[] {
  const status = useCatalog((state) => (state.pool === pool.id ? state.status : null));
  return (status?.perVolume ?? []).filter((volume): volume is Held => volume.heldBack !== null);
}

/** Says that much vanished from a volume at once, and asks what to make of it. */
export function HeldBackBanner({ pool }: { readonly pool: PoolInfo }) {
  const held = useHeldBack(pool);
  if (held.length === 0) return null;
  return (
    <div className={css['banners']}>
      {held.map((volume) => (
        <Message
          key={volume.id}
          tone="warn"
          title={heldBackTitle(visibleName(volume.volume), volume.heldBack)}
          action={<Button onClick={() => openDialog({ kind: 'held-back', volume: volume.volume })}>Look at it…</Button>}
        >
          Nothing is treated as deleted until you confirm it.
        </Message>
      ))}
    </div>
  );
}

/** What vanished, and the choice: it is gone, or it will be back. */
export function HeldBackDialog({ pool, volume }: { readonly pool: PoolInfo; readonly volume: string }) {
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [openedMs] = useState(() => Date.now());
  const found = useHeldBack(pool).find((one) => one.volume === volume);
  const name = visibleName(volume);
  if (found === undefined) {
    return (
      <Dialog
        title={`${name} is complete again`}
        say="What had vanished is back, or was confirmed as gone."
        onClose={closeDialog}
        footer={
          <Button variant="primary" onClick={closeDialog}>
            Close
          </Button>
        }
      />
    );
  }
  const { heldBack } = found;
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  };
  const confirm = async (): Promise<void> => {
    await confirmGone(pool.id, volume);
    closeDialog();
  };
  return (
    <Dialog
      title={heldBackTitle(name, heldBack)}
      say={heldBackWords(name, heldBack, openedMs)}
      onClose={closeDialog}
      footer={
        <>
          <Button data-autofocus onClick={closeDialog}>
            Keep them for now
          </Button>
          <Button disabled={busy} why="It is being done." onClick={() => void run(() => lookAgain(pool.id))}>
            Look again
          </Button>
          <Button variant="danger" disabled={busy} why="It is being done." onClick={() => void run(confirm)}>
            They are gone
          </Button>
        </>
      }
    >
      <div className={css['gone']}>
        {heldBack.examples.length > 0 && (
          <div>
            <h3>The largest of them</h3>
            <ul>
              {heldBack.examples.map((path) => (
                <li key={path}>{visibleName(path)}</li>
              ))}
            </ul>
          </div>
        )}
        <p>
          A disk that is not mounted where it was, or a folder that another program emptied, looks like this. What comes
          back is seen by itself, and then this ends. No file is touched, whatever you choose.
        </p>
        {error !== null && <ErrorMessage error={error} />}
      </div>
    </Dialog>
  );
}
