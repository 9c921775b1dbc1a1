import { partBytesMost } from '../../shared/preview.ts';
import type { SeenFile } from '../../shared/preview.ts';
import { host } from '../api/host.ts';

/** Bytes of one copy as it was seen. */
export interface SeenBytes {
  readonly pool: string;
  readonly path: string;
  readonly volume: string;
  readonly seen: SeenFile;
  readonly start: number;
  readonly end: number;
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Bytes as text for the wire. */
export function toBase64(bytes: Uint8Array): string {
  let letters = '';
  // A call takes so many arguments at once.
  for (let at = 0; at < bytes.length; at += 8_192) letters += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(letters);
}

/**
 * Bytes [start, end), part by part, of the file that was seen and no other one. `told`: where the parts that have come end.
 * @throws changed, cancelled, not-found, offline
 */
export async function readBytes(
  { end, start, ...of }: SeenBytes,
  signal: AbortSignal,
  told: (end: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = start; at < end; at += partBytesMost) {
    const part = { start: at, end: Math.min(end, at + partBytesMost) };
    const { base64 } = await host().call('entry.part', { ...of, ...part }, { signal });
    parts.push(fromBase64(base64));
    told(part.end);
  }
  return parts;
}
