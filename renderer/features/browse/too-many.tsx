import { useState } from 'react';
import { showAll } from '../../state/folders.ts';
import type { Folder } from '../../state/folders.ts';
import { text } from '../../text.ts';
import { Button, Message } from '../../ui/index.ts';
import css from './list.module.css';
import { words } from './words.ts';

/** Memory of the window that an entry takes, bytes; measured with names of ten letters. */
const bytesEach = 200;

/** A folder with more entries than a list holds unasked: all of them are shown when a person says so. */
export function TooMany({ folder }: { readonly folder: Folder }) {
  const [declined, decline] = useState<string | null>(null);
  if (!folder.tooMany || declined === folder.path) return null;
  return (
    <div className={css['bars']}>
      <Message
        tone="warn"
        title={words.tooMany(folder.total)}
        action={
          <>
            <Button onClick={() => decline(folder.path)}>{text.cancel}</Button>
            <Button onClick={() => showAll(folder.path)}>{text.showAll}</Button>
          </>
        }
      >
        {words.tooManySay(folder.entries.length, folder.total * bytesEach)}
      </Message>
    </div>
  );
}
