import { useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { text } from '../text.ts';
import { IconButton } from './button.tsx';
import { cx } from './classes.ts';
import styles from './dialog.module.css';
import { Layer } from './layer.ts';

export interface DialogProps {
  readonly title: string;
  /** A sentence under the title. */
  readonly say?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the primary one last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** `viewer`: as large as the window has room for, and its content reaches its edges; `full`: all of the window. */
  readonly look?: 'normal' | 'viewer' | 'full';
  /** Buttons beside the one that closes it. */
  readonly tools?: ReactNode;
  /** Escape, the cross or a press beside it. The owner stops rendering the dialog. */
  readonly onClose: () => void;
}

/**
 * A modal dialog; it is open while it is rendered. It is the browser's own dialog element: focus stays inside, the page
 * behind is inert and focus returns to where it was. It starts at the element with `data-autofocus`, else at the first
 * field, else at itself.
 */
export function Dialog(props: DialogProps) {
  const { title, say, children, footer, wide = false, look = 'normal', tools, onClose } = props;
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const pressedBeside = useRef(false);
  const titleId = useId();
  const sayId = useId();
  // A layout effect: it must close the element while it is still in the page, or the focus does not go back.
  useLayoutEffect(() => {
    if (element === null) return;
    element.showModal();
    // The browser would focus the cross: the first field is where one goes on, else the dialog itself.
    const wanted = element.querySelector<HTMLElement>('[data-autofocus]');
    const field = element.querySelector<HTMLElement>('input:not([type="checkbox"]), textarea');
    (wanted ?? field ?? element).focus();
    return () => element.close();
  }, [element]);
  return createPortal(
    <dialog
      ref={setElement}
      tabIndex={-1}
      className={cx(
        styles['dialog'],
        wide && styles['wide'],
        look !== 'normal' && styles['viewer'],
        look === 'full' && styles['full'],
      )}
      aria-labelledby={titleId}
      aria-describedby={say === undefined ? undefined : sayId}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => (pressedBeside.current = event.target === event.currentTarget)}
      onMouseUp={(event) => {
        if (pressedBeside.current && event.target === event.currentTarget) onClose();
        pressedBeside.current = false;
      }}
    >
      <Layer value={element}>
        <header className={styles['head']}>
          <div className={styles['words']}>
            <h2 id={titleId} className={styles['title']}>
              {title}
            </h2>
            {say !== undefined && (
              <div id={sayId} className={styles['say']}>
                {say}
              </div>
            )}
          </div>
          {tools}
          <IconButton label={text.close} icon={X} size="small" onClick={onClose} />
        </header>
        {children !== undefined && <div className={styles['body']}>{children}</div>}
        {footer !== undefined && <footer className={styles['foot']}>{footer}</footer>}
      </Layer>
    </dialog>,
    document.body,
  );
}
