/** What preload.ts exposes in the Electron window, and nothing else. Absent in a browser. */
interface CfsBridge {
  /**
   * Asks the main process for a port to the host. The port itself arrives as a `message` event on `window` (ports cannot
   * pass the context bridge): `event.data === 'cfs-port'`, `event.ports[0]`, `event.source === window`.
   */
  connect(): Promise<void>;
  /** Real path of a file that was dropped or chosen; empty when it has none. */
  pathOf(file: File): string;
}

interface Window {
  readonly cfs?: CfsBridge;
}
