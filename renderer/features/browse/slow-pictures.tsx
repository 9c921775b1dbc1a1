import { useEffect } from 'react';
import type { PoolPath } from '../../../shared/path.ts';
import { askForPictures, forgetSlow, useView } from '../../state/view.ts';
import { Button, Message } from '../../ui/index.ts';
import css from './list.module.css';
import { words } from './words.ts';

/** Says from which volumes no pictures are read unasked, and offers to. */
export function SlowPictures({ path }: { readonly path: PoolPath }) {
  const slow = useView((state) => state.slowVolumes);
  useEffect(() => forgetSlow, [path]);
  if (slow.size === 0) return null;
  return (
    <div className={css['bars']}>
      <Message
        tone="info"
        title={words.noPictures([...slow])}
        action={<Button onClick={() => askForPictures([...slow])}>{words.loadPictures([...slow])}</Button>}
      >
        {words.noPicturesSay(slow.size)}
      </Message>
    </div>
  );
}
