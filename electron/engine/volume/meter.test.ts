import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { openMemoryVolume } from './memory.ts';
import { createMeter } from './meter.ts';
import type { MeasuredSpeed } from './meter.ts';
import { metered } from './metered.ts';
import { createWheel } from './steering.ts';

const MB = 1_000_000;

/** A meter whose clock the test moves. */
function meterAt() {
  const clock = { ms: 0 };
  const meter = createMeter(() => clock.ms);
  const told: (MeasuredSpeed & { readonly volume: string; readonly direction: string })[] = [];
  meter.onSpeed((volume, direction, speed) => told.push({ volume, direction, ...speed }));
  return { clock, meter, told };
}

describe('the meter of volumes', () => {
  it('[L70] counts bytes and running work, and measures over the time in which something ran', () => {
    const { clock, meter, told } = meterAt();
    const one = meter.begin('a', 'write', { telling: true });
    const two = meter.begin('a', 'write', { telling: true });
    expect(meter.of('a')).toMatchObject({ writing: 2, reading: 0, writeRate: null });
    clock.ms = 1_000;
    one.add(60 * MB);
    two.add(40 * MB);
    one.end();
    one.end();
    expect(meter.of('a').writing).toBe(1);
    two.end();
    // Two at a time: the volume wrote 100 MB in that second, whatever each of them did.
    expect(told).toEqual([{ volume: 'a', direction: 'write', rate: 100 * MB, bytes: 100 * MB }]);
    expect(meter.of('a')).toMatchObject({ writing: 0, writtenBytes: 100 * MB, writeRate: 100 * MB, readRate: null });
    clock.ms = 60_000;
    const later = meter.begin('a', 'write', { telling: true });
    clock.ms = 61_000;
    later.add(200 * MB);
    later.end();
    expect(meter.of('a').writeRate).toBeCloseTo(130 * MB);
  });

  it('[L70] what is small, held up by a limit or a pause, or waits for its caller, measures nothing', () => {
    const { clock, meter, told } = meterAt();
    const wheel = createWheel();
    const run = (
      bytes: number,
      options: Parameters<typeof meter.begin>[2],
      act: () => void = () => undefined,
    ): void => {
      const flow = meter.begin('a', 'read', options);
      clock.ms += 500;
      act();
      clock.ms += 500;
      flow.add(bytes);
      flow.end();
    };
    run(1_000, { telling: true });
    run(50 * MB, {});
    run(50 * MB, { telling: true, steering: createWheel({ bytesPerSecond: MB }) });
    run(50 * MB, { telling: true, steering: wheel }, () => {
      wheel.steer({ paused: true });
      wheel.steer({ paused: false });
    });
    expect(told).toEqual([]);
    expect(meter.of('a')).toMatchObject({ readBytes: 150 * MB + 1_000, readRate: null, reading: 0 });
    run(50 * MB, { telling: true, steering: wheel });
    expect(told).toHaveLength(1);
  });

  it('[L70] long work is told in pieces, so that its speed is known before it ends', () => {
    const { clock, meter, told } = meterAt();
    const flow = meter.begin('a', 'write', { telling: true });
    for (let second = 1; second <= 9; second += 1) {
      clock.ms = second * 1_000;
      flow.add((second <= 4 ? 10 : 20) * MB);
    }
    expect(told.map(({ rate }) => rate)).toEqual([10 * MB, 20 * MB]);
    flow.end();
  });

  it('[L71] a copy is a write of its target and a read of the volume that its source lies on', async () => {
    const { meter } = meterAt();
    meter.use('/mnt/one', 'one');
    meter.use('/mnt/one/inner', 'inner');
    expect(meter.volumeOf('/mnt/one/inner/x')).toBe('inner');
    expect(meter.volumeOf('/mnt/one/innermost')).toBe('one');
    expect(meter.volumeOf('/mnt/other')).toBeNull();
    // Opened anew with other settings before it is closed.
    meter.use('/mnt/one/inner', 'inner');
    meter.release('/mnt/one/inner', 'inner');
    expect(meter.volumeOf('/mnt/one/inner/x')).toBe('inner');
    meter.release('/mnt/one/inner', 'inner');
    expect(meter.volumeOf('/mnt/one/inner/x')).toBe('one');
    const volume = metered(
      {
        ...openMemoryVolume({ name: 'target' }),
        copyIn: (requests, options) => {
          expect(meter.of('two')).toMatchObject({ writing: 1 });
          expect(meter.of('one')).toMatchObject({ reading: 1 });
          options.onProgress?.(4_000, 2);
          options.onReread?.(4_000);
          return Promise.resolve(requests.map(() => ({ ok: false as const, error: new Error('not here') as never })));
        },
      },
      'two',
      meter,
    );
    const requests = ['/mnt/one/a', '/home/b'].map((source, index) => ({ source, path: parsePath(`/f${index}`) }));
    let heard = 0;
    await volume.copyIn(requests, { onProgress: (bytes) => (heard += bytes) });
    expect(heard).toBe(4_000);
    // Half of the files lay on a volume; what was read back was read from the target.
    expect(meter.of('one')).toMatchObject({ readBytes: 2_000, writtenBytes: 0, reading: 0 });
    expect(meter.of('two')).toMatchObject({ readBytes: 4_000, writtenBytes: 4_000, writing: 0 });
  });

  it('[L71] streams are counted as they go, and small calls give a latency', async () => {
    const { meter } = meterAt();
    const volume = metered(openMemoryVolume({ name: 'one' }), 'one', meter);
    const path = parsePath('/a');
    await volume.write(path, [Buffer.alloc(3_000)], {});
    expect(meter.of('one')).toMatchObject({ writtenBytes: 3_000, writing: 0 });
    for await (const bytes of volume.read(path))
      expect(meter.of('one')).toMatchObject({ reading: 1, readBytes: bytes.length });
    expect(meter.of('one')).toMatchObject({ reading: 0, latency: null });
    await volume.stat(path);
    await volume.stat(parsePath('/none')).catch(() => undefined);
    expect(meter.of('one').latency).toBeGreaterThanOrEqual(0);
  });
});
