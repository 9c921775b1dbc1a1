import type { PoolPath } from '../../../shared/path.ts';
import type { Flow, Meter } from './meter.ts';
import type { CopyRequest, ReadOptions, Volume } from './volume.ts';

/** Small calls whose time tells how soon a volume answers; each is one look or one change of a name. */
const smallCalls = ['stat', 'readMetadata', 'makeDirectory', 'rename', 'removeFile'] as const;

/**
 * The same volume; what it reads and writes is told to the meter under `id`, and what it copies from other volumes is
 * told as read from those. `id` null: a folder that is no volume; only what it takes from volumes is told.
 */
export function metered(volume: Volume, id: string | null, meter: Meter): Volume {
  async function* counted(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    // A reader may be slow: how long it took says nothing about the volume.
    const flow = id === null ? null : meter.begin(id, 'read');
    try {
      for await (const bytes of content) {
        flow?.add(bytes.length);
        yield bytes;
      }
    } finally {
      flow?.end();
    }
  }

  const write: Volume['write'] = async (path, source, options) => {
    if (id === null) return volume.write(path, source, options);
    const flow = meter.begin(id, 'write');
    try {
      return await volume.write(path, source, {
        ...options,
        onBytes(bytes) {
          flow.add(bytes);
          options.onBytes?.(bytes);
        },
        onReread(bytes) {
          flow.reread(bytes);
          options.onReread?.(bytes);
        },
      });
    } finally {
      flow.end();
    }
  };

  const copyIn: Volume['copyIn'] = async (requests, options) => {
    if (requests.length === 0) return volume.copyIn(requests, options);
    const steered = { telling: true, ...(options.steering === undefined ? {} : { steering: options.steering }) };
    const target = id === null ? null : meter.begin(id, 'write', steered);
    const sources = [...sharesOf(requests, meter)].map(([source, share]): { readonly flow: Flow; share: number } => ({
      flow: meter.begin(source, 'read', steered),
      share,
    }));
    try {
      return await volume.copyIn(requests, {
        ...options,
        onProgress(bytes, files) {
          if (bytes > 0) {
            target?.add(bytes);
            for (const { flow, share } of sources) flow.add(bytes * share);
          }
          options.onProgress?.(bytes, files);
        },
        onReread(bytes) {
          target?.reread(bytes);
          options.onReread?.(bytes);
        },
      });
    } finally {
      target?.end();
      for (const { flow } of sources) flow.end();
    }
  };

  const close: Volume['close'] = async () => {
    const root = id === null ? null : volume.physical(rootOf);
    if (id !== null && root !== null) meter.release(root, id);
    await volume.close();
  };

  const own = new Map<PropertyKey, unknown>([
    ['read', (path: PoolPath, options?: ReadOptions) => counted(volume.read(path, options))],
    ['readTrashed', (trashed: string, options?: ReadOptions) => counted(volume.readTrashed(trashed, options))],
    ['write', write],
    ['copyIn', copyIn],
    ['close', close],
  ]);
  if (id !== null)
    for (const name of smallCalls)
      own.set(
        name,
        timed(volume, name, (ms) => meter.answered(id, ms)),
      );
  return new Proxy(volume, { get: (target, key): unknown => own.get(key) ?? Reflect.get(target, key) });
}

const rootOf = '/' as PoolPath;

/** The call of this name; how long it took is told when it went well. */
function timed(volume: Volume, name: (typeof smallCalls)[number], told: (ms: number) => void): unknown {
  const call: unknown = Reflect.get(volume, name);
  return (...values: readonly unknown[]): Promise<unknown> => {
    const began = performance.now();
    const answer = Reflect.apply(call as () => Promise<unknown>, volume, values) as Promise<unknown>;
    // Whoever called hears of a failure; it is not told here, because a refusal may come without a look at the disk.
    answer.then(
      () => told(performance.now() - began),
      () => undefined,
    );
    return answer;
  };
}

/** Which part of the files comes from which volume: bytes of a copy are told in one sum, and most have one source. */
function sharesOf(requests: readonly CopyRequest[], meter: Meter): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const { source } of requests) {
    const volume = meter.volumeOf(source);
    if (volume !== null) files.set(volume, (files.get(volume) ?? 0) + 1);
  }
  return new Map([...files].map(([volume, count]) => [volume, count / requests.length]));
}
