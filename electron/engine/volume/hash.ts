import type { IHasher } from 'hash-wasm';

/** xxh128 over one file at a time; hex digests. Quick enough (about 10 GB/s) never to be what a copy waits for. */
export interface ContentHash {
  start(): void;
  add(bytes: Uint8Array): void;
  end(): string;
}

let hasher: Promise<IHasher> | null = null;

/** A hash of its own for one user; instances cannot be shared by interleaved files. */
export async function contentHash(): Promise<ContentHash> {
  const { createXXHash128 } = await import('hash-wasm');
  hasher ??= createXXHash128();
  // The first instance warms the module up; each caller gets one of its own.
  await hasher;
  const own = await createXXHash128();
  return {
    start: () => void own.init(),
    add: (bytes) => void own.update(bytes),
    end: () => own.digest('hex'),
  };
}
