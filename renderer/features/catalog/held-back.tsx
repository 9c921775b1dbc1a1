import { useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import type { CatalogVolume, HeldBack, PoolInfo } from '../../../shared/model.ts';
import { confirmGone, lookAgain, useCatalog } from '../../state/catalog.ts';
import { closeDialog, openDialog } from '../../state/dialogs.ts';
import { text } from '../../text.ts';
import { Button, Dialog, ErrorMessage, Message } from '../../ui/index.ts';
import css from './catalog.module.css';
import { heldBackTitle, heldBackWords, words } from './words.ts';

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
          title={heldBackTitle(volume.volume, volume.heldBack)}
          action={
            <Button onClick={() => openDialog({ kind: 'held-back', volume: volume.volume })}>{words.lookAtIt}</Button>
          }
        >
          {words.notDeleted}
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
  if (found === undefined) {
    return (
      <Dialog
        title={words.completeAgain(volume)}
        say={words.completeSay}
        onClose={closeDialog}
        footer={
          <Button variant="primary" onClick={closeDialog}>
            {text.close}
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
      title={heldBackTitle(volume, heldBack)}
      say={heldBackWords(volume, heldBack, openedMs)}
      onClose={closeDialog}
      footer={
        <>
          <Button data-autofocus onClick={closeDialog}>
            {words.keep}
          </Button>
          <Button disabled={busy} why={words.beingDone} onClick={() => void run(() => lookAgain(pool.id))}>
            {words.lookAgain}
          </Button>
          <Button variant="danger" disabled={busy} why={words.beingDone} onClick={() => void run(confirm)}>
            {words.gone}
          </Button>
        </>
      }
    >
      <div className={css['gone']}>
        {heldBack.examples.length > 0 && (
          <div>
            <h3>{words.largest}</h3>
            <ul>
              {heldBack.examples.map((path) => (
                <li key={path}>{visibleName(path)}</li>
              ))}
            </ul>
          </div>
        )}
        <p>{words.howItComes}</p>
        {error !== null && <ErrorMessage error={error} />}
      </div>
    </Dialog>
  );
}
