import type { EventName, Events } from '../../shared/contract.ts';
import type { Engine } from '../engine/api.ts';

/** Items of one recovery that are told; the window needs no more for its notice. */
const mostItems = 100;

/** One event of the contract on its way to the clients. */
export type HostEvent = {
  readonly [Name in EventName]: { readonly name: Name; readonly payload: Events[Name] };
}[EventName];

/** Where clients get their events from. */
export interface EventSource {
  /** Answers the function that ends the subscription. */
  subscribe(listener: (event: HostEvent) => void): () => void;
}

/** The engine's events in the words of the contract. */
export function engineEvents(engine: Pick<Engine, 'on'>): EventSource {
  return {
    subscribe(listener) {
      const ends = [
        engine.on('poolsChanged', () => listener({ name: 'pools.changed', payload: {} })),
        engine.on('poolChanged', (pool) => listener({ name: 'pool.changed', payload: { pool } })),
        engine.on('foldersChanged', ({ pool, paths }) =>
          listener({ name: 'folder.changed', payload: { pool, paths } }),
        ),
        engine.on('recovered', ({ pool, items }) =>
          listener({
            name: 'pool.recovered',
            payload: { pool, items: items.slice(0, mostItems), total: items.length },
          }),
        ),
        engine.on('jobChanged', (job) => listener({ name: 'job.changed', payload: { job } })),
        engine.on('jobRemoved', (id) => listener({ name: 'job.removed', payload: { id } })),
        engine.on('historyChanged', (next) => listener({ name: 'history.changed', payload: next })),
        engine.on('activityChanged', (payload) => listener({ name: 'activity.changed', payload })),
        engine.on('catalogChanged', (payload) => listener({ name: 'catalog.changed', payload })),
        engine.on('simulating', (payload) => listener({ name: 'policy.simulating', payload })),
        engine.on('ioChanged', (payload) => listener({ name: 'io.changed', payload })),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** The events of all of them. */
export function allEvents(...sources: readonly EventSource[]): EventSource {
  return {
    subscribe(listener) {
      const ends = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
  };
}
