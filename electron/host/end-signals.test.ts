import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { endSignals, isOnlyEnded, stopQuestion } from './end-signals.ts';
import type { EndSignals } from './end-signals.ts';
import { jobOf } from './test-engine.ts';

let source: EventEmitter;
let told: string[];
let clock: number;

beforeEach(() => {
  source = new EventEmitter();
  told = [];
  clock = 0;
});

function begun(terminal: boolean): EndSignals {
  return endSignals(source, terminal ? (text) => void told.push(text) : null, () => clock);
}

it('[H106] the first Ctrl+C on a terminal says what runs, a second within ten seconds ends it', () => {
  const { signal, guard } = begun(true);
  guard(() => stopQuestion([{ ...jobOf('a'), state: 'running', title: 'Copying 3 items' }, jobOf('b')]));
  source.emit('SIGINT');
  expect(signal.aborted).toBe(false);
  expect(told.length).toBe(1);
  expect(told[0]).toContain('Copying 3 items');
  expect(told[0]).toContain('Ctrl+C again within 10 s');
  clock = 10_001;
  source.emit('SIGINT');
  expect([signal.aborted, told.length]).toEqual([false, 2]);
  clock = 15_000;
  source.emit('SIGINT');
  expect([signal.aborted, told.length]).toEqual([true, 2]);
  // From then on the system's own way: it ends the process.
  expect(source.listenerCount('SIGINT')).toBe(0);
});

it('[H106] a service manager, a closed terminal and a program without work end at once', () => {
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    const { signal, guard } = begun(true);
    guard(() => 'work');
    source.emit(name);
    expect(signal.aborted).toBe(true);
    expect(isOnlyEnded(signal)).toBe(true);
  }
  const idle = begun(true);
  idle.guard(() => stopQuestion([{ ...jobOf('a'), state: 'done' }]));
  source.emit('SIGINT');
  expect(idle.signal.aborted).toBe(true);
  expect(isOnlyEnded(idle.signal)).toBe(false);
  const service = begun(false);
  service.guard(() => 'work');
  source.emit('SIGINT');
  expect(service.signal.aborted).toBe(true);
  const command = begun(true);
  source.emit('SIGINT');
  expect(command.signal.aborted).toBe(true);
  expect(told).toEqual([]);
});
