import { randomUUID } from 'node:crypto';

/** What the host keeps for one connected window; all of it ends with the connection. */
export class ClientScope {
  /** Names this client as the owner of watched folders. */
  readonly id = randomUUID();
  /** The browser session that it belongs to; null where there is none (Electron). */
  readonly session: string | null;
  /** Folders that it shows, and names of their pool; only their changes are sent to it. */
  private watched: { readonly pools: ReadonlySet<string>; readonly paths: ReadonlySet<string> } | null = null;
  private readonly cleanups = new Map<string, () => void>();
  private ended = false;

  constructor(session: string | null) {
    this.session = session;
  }

  get closed(): boolean {
    return this.ended;
  }

  /** `pools`: id and name of the one pool. */
  watch(pools: readonly string[], paths: readonly string[]): void {
    this.watched = { pools: new Set(pools), paths: new Set(paths) };
  }

  /** The watched ones among changed folders. */
  shown(pool: string, paths: readonly string[]): readonly string[] {
    const { watched } = this;
    if (watched === null || !watched.pools.has(pool)) return [];
    return paths.filter((path) => watched.paths.has(path));
  }

  /** Does `work` when the client is gone (at once when it is already); replaces earlier work of the same key. */
  onEnd(key: string, work: () => void): void {
    if (this.ended) work();
    else this.cleanups.set(key, work);
  }

  /** Does the work of this key now. */
  endOne(key: string): void {
    const work = this.cleanups.get(key);
    this.cleanups.delete(key);
    work?.();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const key of [...this.cleanups.keys()]) this.endOne(key);
  }
}
