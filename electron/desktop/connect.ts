import { ipcMain, MessageChannelMain } from 'electron';
import { fail } from '../../shared/errors.ts';
import { portTransport } from '../host/ipc.ts';
import type { HostTransport } from '../host/outbox.ts';
import { isOwnFrame } from './security.ts';

/**
 * Answers the preload's `connect`: gives our page, and no other frame, one end of a new port. The other end is served.
 * @param home address of our page
 */
export function acceptWindows(home: string, serve: (transport: HostTransport) => void): void {
  ipcMain.handle('cfs:connect', (event) => {
    const { senderFrame } = event;
    if (senderFrame === null || !isOwnFrame(senderFrame, home)) {
      throw fail('unauthorized', 'Connecting to the host', 'the page is not the window of CFS', 'close it');
    }
    const { port1, port2 } = new MessageChannelMain();
    serve(portTransport(port1));
    senderFrame.postMessage('cfs:port', null, [port2]);
  });
}
