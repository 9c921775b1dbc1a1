import type { ReactElement } from 'react';
import { Tooltip as Radix } from 'radix-ui';
import styles from './tooltip.module.css';
import { useLayer } from './layer.ts';
import { words } from './words.ts';

export interface TooltipProps {
  readonly text: string;
  /** One element that takes a ref and props (a button, a mark...). */
  readonly children: ReactElement;
}

/** Shows `text` at hover and at keyboard focus. Never the only place where something is said. */
export function Tooltip({ text, children }: TooltipProps) {
  const container = useLayer();
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={200} disableHoverableContent>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal container={container}>
          <div role="region" aria-label={words.tip}>
            <Radix.Content className={styles['tip']} sideOffset={6} collisionPadding={8}>
              {text}
            </Radix.Content>
          </div>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
