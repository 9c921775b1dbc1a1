import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** What the preload uses of the page: the other globals of a browser are not its business. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};

/** The whole surface of the window towards the program: two functions (renderer/api/preload.d.ts). */

// A port cannot pass the context bridge: it reaches the page as a message of its own window.
ipcRenderer.on('cfs:port', (event) => window.postMessage('cfs-port', window.location.origin, event.ports));

contextBridge.exposeInMainWorld('cfs', {
  /** Asks the main process for a port to the host. */
  connect: async (): Promise<void> => {
    await ipcRenderer.invoke('cfs:connect');
  },
  /** Real path of a file that was dropped or chosen; empty when it has none. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
