import { useEffect } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { askForPictures, forgetSlow, useView } from '../../state/view.ts';
import { Button, Message } from '../../ui/index.ts';
import css from './list.module.css';

/** Says from which volumes no pictures are read unasked, and offers to. */
export function SlowPictures({ path }: { readonly path: PoolPath }) {
  const slow = useView((state) => state.slowVolumes);
  useEffect(() => forgetSlow, [path]);
  if (slow.size === 0) return null;
  const names = [...slow].map(visibleName).join(', ');
  return (
    <div className={css['bars']}>
      <Message
        tone="info"
        title={`Pictures on ${names} are not loaded`}
        action={<Button onClick={() => askForPictures([...slow])}>{`Load pictures from ${names}`}</Button>}
      >
        {slow.size === 1 ? 'It is slow' : 'They are slow'}: nothing is read from there without being asked for.
      </Message>
    </div>
  );
}
