import type { EngineEvents } from '../api.ts';

type Listener<Name extends keyof EngineEvents> = (payload: EngineEvents[Name]) => void;

export interface Emitter {
  on<Name extends keyof EngineEvents>(event: Name, listener: Listener<Name>): () => void;
  emit<Name extends keyof EngineEvents>(event: Name, payload: EngineEvents[Name]): void;
  /** Somebody listens to this event. */
  heard(event: keyof EngineEvents): boolean;
}

export function createEmitter(): Emitter {
  const listeners: { readonly [Name in keyof EngineEvents]: Set<Listener<Name>> } = {
    poolsChanged: new Set(),
    poolChanged: new Set(),
    foldersChanged: new Set(),
    recovered: new Set(),
    jobChanged: new Set(),
    jobRemoved: new Set(),
    historyChanged: new Set(),
    activityChanged: new Set(),
    catalogChanged: new Set(),
    ioChanged: new Set(),
    simulating: new Set(),
  };
  return {
    on(event, listener) {
      listeners[event].add(listener);
      return () => void listeners[event].delete(listener);
    },
    emit(event, payload) {
      for (const listener of listeners[event]) listener(payload);
    },
    heard: (event) => listeners[event].size > 0,
  };
}
