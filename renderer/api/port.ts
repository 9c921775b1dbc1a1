import type { ClientFrame, Transport } from '../../shared/wire.ts';
import { connectionWords } from './words.ts';

/** How long the main process may take to hand over a port, in ms. */
const patience = 10_000;

/** Asks the preload for a port and waits until it arrives. @throws Error when none comes in time */
function receivePort(bridge: CfsBridge): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', listen);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(connectionWords.noPort));
    }, patience);
    const listen = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== 'cfs-port' || port === undefined) return;
      stop();
      resolve(port);
    };
    window.addEventListener('message', listen);
    bridge.connect().catch((error: unknown) => {
      stop();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** The transport of the Electron window: one port of the main process. */
export async function openPort(bridge: CfsBridge): Promise<Transport<ClientFrame, unknown>> {
  const port = await receivePort(bridge);
  const closed = new Set<(why: string) => void>();
  let open = true;
  const end = (why: string): void => {
    if (!open) return;
    open = false;
    for (const listener of closed) listener(why);
  };
  port.addEventListener('close', () => end(connectionWords.portClosed));
  return {
    send: (frame) => port.postMessage(frame),
    onFrame: (listener) => {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => closed.add(listener),
    close: () => {
      port.close();
      end('closed');
    },
  };
}
