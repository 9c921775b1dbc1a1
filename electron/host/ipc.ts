import type { MessagePortMain } from 'electron';
import type { HostTransport } from './outbox.ts';

/** The transport of an Electron window: one port. Frames travel as structured clones; closing is seen at both ends. */
export function portTransport(port: MessagePortMain): HostTransport {
  const closes: ((why: string) => void)[] = [];
  let open = true;
  const end = (why: string): void => {
    if (!open) return;
    open = false;
    for (const listener of closes) listener(why);
  };
  port.on('close', () => end('the window closed the connection'));
  return {
    send: (frame) => {
      if (open) port.postMessage(frame);
    },
    onFrame: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => closes.push(listener),
    close: () => {
      port.close();
      end('closed');
    },
  };
}
