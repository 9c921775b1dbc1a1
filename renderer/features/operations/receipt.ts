import { useEffect, useState } from 'react';
import type { ActivityReceipt } from '../../../shared/activity.ts';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { getActivity } from '../../state/activity.ts';

/** The receipt of what was done; null until it is there. */
export function useReceipt(pool: string, id: string): ActivityReceipt | AppError | null {
  const [found, setFound] = useState<ActivityReceipt | AppError | null>(null);
  useEffect(() => {
    let isOver = false;
    getActivity(pool, id)
      .catch((thrown: unknown) => asAppError(thrown))
      .then(
        (one) => !isOver && setFound(one),
        () => undefined,
      );
    return () => {
      isOver = true;
    };
  }, [pool, id]);
  return found;
}
