import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { PoolPath } from '../../shared/path.ts';
import { select, setExpanded, useBrowse } from './browse.ts';
import { back, forward, go, historySteps, startRoute, travel, useRoute } from './route.ts';
import { rememberScroll, reveal, scrollOf, startViewMemory } from './view-memory.ts';

const at = (path: string) => path as PoolPath;

/** A browser's history: entries with a state and a hash, which `go` walks along. */
class FakeHistory {
  entries: { state: unknown; hash: string }[] = [{ state: null, hash: '' }];
  index = 0;
  listeners: ((event: { state: unknown }) => void)[] = [];

  get state(): unknown {
    return this.entries[this.index]?.state;
  }
  pushState(state: unknown, _title: string, hash: string): void {
    this.entries.length = this.index + 1;
    this.entries.push({ state, hash });
    this.index += 1;
  }
  replaceState(state: unknown, _title: string, hash: string): void {
    this.entries[this.index] = { state, hash };
  }
  go(steps: number): void {
    if (this.entries[this.index + steps] === undefined) return;
    this.index += steps;
    for (const listener of this.listeners) listener({ state: this.state });
  }
  back(): void {
    this.go(-1);
  }
  forward(): void {
    this.go(1);
  }
}

const history = new FakeHistory();
const kept = new Map<string, string>();
vi.stubGlobal('window', {
  history,
  location: {
    get hash() {
      return history.entries[history.index]?.hash ?? '';
    },
  },
  addEventListener: (_: string, listener: (event: { state: unknown }) => void) => history.listeners.push(listener),
});
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
});
afterAll(() => vi.unstubAllGlobals());

startRoute();
startViewMemory();

beforeEach(() => {
  go({ screen: 'files', pool: 'p1', path: '/' });
  go({ path: '/start' });
});

const selected = () => useBrowse.getState().selected.paths();
const names = (direction: 1 | -1) => historySteps(direction, 10).map(({ route }) => route.path);

test('[B329] back and forward show selection, expansion and place as they were left', () => {
  go({ path: '/photos' });
  setExpanded(at('/photos/2025'), true);
  select([at('/photos/a'), at('/photos/2025/b')]);
  go({ path: '/photos/2024' });
  rememberScroll(at('/photos'), 420);
  expect(selected()).toEqual([]);
  expect(useBrowse.getState().expanded.size).toBe(0);
  select([at('/photos/2024/x')]);
  back();
  expect(useRoute.getState()).toMatchObject({ how: 'pop', canForward: true });
  expect(selected()).toEqual(['/photos/a', '/photos/2025/b']);
  expect([...useBrowse.getState().expanded]).toEqual(['/photos/2025']);
  expect(scrollOf(at('/photos'))).toBe(420);
  forward();
  expect(selected()).toEqual(['/photos/2024/x']);
  // A new visit begins afresh, with what one came out of selected.
  go({ path: '/photos' });
  expect(scrollOf(at('/photos'))).toBe(0);
  expect(selected()).toEqual(['/photos/2024']);
  go({ path: '/' });
  expect(selected()).toEqual(['/photos']);
});

test('[B329] the menus of the history name the steps, and lead to any of them', () => {
  for (const path of ['/a', '/b', '/c']) go({ path });
  expect(names(-1).slice(0, 3)).toEqual(['/b', '/a', '/start']);
  expect(names(1)).toEqual([]);
  travel(-2);
  expect(useRoute.getState().route.path).toBe('/a');
  expect(names(1)).toEqual(['/b', '/c']);
  go({ path: '/d' });
  expect(names(1)).toEqual([]);
  expect(names(-1).slice(0, 2)).toEqual(['/a', '/start']);
  travel(5);
  expect(useRoute.getState().route.path).toBe('/d');
});

test('[B329] a search is left for the files as they were, and entered again as it was', () => {
  go({ path: '/photos' });
  setExpanded(at('/photos/2025'), true);
  select([at('/photos/a')]);
  go({ screen: 'search', path: '/', query: 'x' });
  expect(selected()).toEqual([]);
  select([at('/films/hit')]);
  go({ query: 'xy' }, 'replace');
  expect(selected()).toEqual(['/films/hit']);
  reveal(at('/films/hit'));
  expect(useRoute.getState().route).toMatchObject({ screen: 'files', path: '/films' });
  expect(selected()).toEqual(['/films/hit']);
  back();
  expect(selected()).toEqual(['/films/hit']);
  back();
  expect(selected()).toEqual(['/photos/a']);
  // From another screen by its entry in the sidebar, too.
  go({ screen: 'usage' });
  go({ screen: 'files' });
  expect(selected()).toEqual(['/photos/a']);
  expect([...useBrowse.getState().expanded]).toEqual(['/photos/2025']);
});
