import { create } from 'zustand';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';
import { parsePath, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';

export const screens = [
  'files',
  'search',
  'rebalance',
  'usage',
  'placement',
  'lab',
  'trash',
  'decisions',
  'copies',
  'duplicates',
  'activity',
  'settings',
  'first-run',
] as const;
export type Screen = (typeof screens)[number];

/** Screens whose address says more than a folder. */
const queried: ReadonlySet<Screen> = new Set(['search', 'copies', 'settings']);

export interface Route {
  readonly screen: Screen;
  /** Id of the pool; null: the first one. */
  readonly pool: string | null;
  /** The open folder; on the search screen the folder that is searched. */
  readonly path: PoolPath;
  /** What is searched for; of copies that differ, the name in the folder that is compared. Empty elsewhere. */
  readonly query: string;
}

/** How the route that is shown came to be: a new entry of the history, in place of the former one, or an entry again. */
export type Arrival = 'push' | 'replace' | 'pop';

interface RouteState {
  readonly route: Route;
  /** Number of the entry in the window's history. */
  readonly at: number;
  readonly how: Arrival;
  readonly canBack: boolean;
  readonly canForward: boolean;
}

/** Text of any name (names are bytes) that is safe in an address. */
export function encodeName(name: string): string {
  return [...nameToBytes(name)]
    .map((byte) => {
      const plain = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(plain) ? plain : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
    })
    .join('');
}

function decodeName(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const hex = text.slice(i + 1, i + 3);
    if (text[i] === '%' && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else bytes.push(...nameToBytes(text[i] ?? ''));
  }
  return nameFromBytes(Uint8Array.from(bytes));
}

/** The address of a route; names are bytes, so every path has one. */
export function toHash(route: Route): string {
  const pool = route.pool === null ? '-' : encodeName(route.pool);
  const query = route.query === '' ? '' : `?${encodeName(route.query)}`;
  return `#/${route.screen}/${pool}${route.path.split('/').map(encodeName).join('/')}${query}`;
}

/** The route of an address; what makes no sense is the top of the first pool. */
export function fromHash(hash: string): Route {
  const end = hash.indexOf('?');
  const query = end < 0 ? '' : decodeName(hash.slice(end + 1));
  const place = end < 0 ? hash : hash.slice(0, end);
  const [, screen = '', pool = '-', ...names] = place.replace(/^#/, '').split('/');
  const known = screens.find((one) => one === screen) ?? 'files';
  try {
    const path = parsePath(names.map(decodeName).join('/'));
    return {
      screen: known,
      pool: pool === '-' || pool === '' ? null : decodeName(pool),
      path,
      query: queried.has(known) ? query : '',
    };
  } catch {
    return { screen: 'files', pool: null, path: rootPath, query: '' };
  }
}

/** Where in the window's history this entry is; survives a reload. */
interface Place {
  readonly cfs: number;
}

function isPlace(state: unknown): state is Place {
  return typeof state === 'object' && state !== null && 'cfs' in state && typeof state.cfs === 'number';
}

let at = 0;
let last = 0;
/** Addresses of the history by their numbers; browsers do not tell them. Gaps are entries of before a reload. */
let trail: (string | undefined)[] = [];

/** So many entries on each side survive a reload. */
const trailKept = 30;
const trailKey = 'cfs.trail';

function keepTrail(): void {
  const first = Math.max(0, at - trailKept);
  try {
    sessionStorage.setItem(trailKey, JSON.stringify({ first, hashes: trail.slice(first, at + trailKept) }));
  } catch {
    // Without it the menus of the history are shorter after a reload.
  }
}

/** What was kept before a reload, when it is about this history. */
function readTrail(hash: string): void {
  trail = [];
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(trailKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('first' in kept) || !('hashes' in kept)) return;
    const { first, hashes } = kept;
    if (typeof first !== 'number' || !Array.isArray(hashes)) return;
    const found: (string | undefined)[] = [];
    hashes.forEach((one: unknown, index) => {
      if (typeof one === 'string') found[first + index] = one;
    });
    if (found[at] === hash) trail = found;
  } catch {
    // The same.
  }
}

/** Another entry of the history: how many steps away (back is negative), and what it shows. */
export interface HistoryStep {
  readonly steps: number;
  readonly route: Route;
}

/** Entries behind (-1) or before (1) the present one, the nearest first. */
export function historySteps(direction: 1 | -1, most: number): readonly HistoryStep[] {
  const found: HistoryStep[] = [];
  for (let steps = direction; Math.abs(steps) <= most; steps += direction) {
    const hash = trail[at + steps];
    if (hash === undefined || at + steps > last) break;
    found.push({ steps, route: fromHash(hash) });
  }
  return found;
}

/** Goes so many entries on (back is negative). */
export function travel(steps: number): void {
  if (at + steps >= 0 && at + steps <= last) window.history.go(steps);
}

export const useRoute = create<RouteState>()(() => ({
  route: { screen: 'files', pool: null, path: rootPath, query: '' },
  at: 0,
  how: 'push',
  canBack: false,
  canForward: false,
}));

function show(route: Route, how: Arrival): void {
  if (how === 'push') trail.length = at;
  trail[at] = toHash(route);
  keepTrail();
  useRoute.setState({ route, at, how, canBack: at > 0, canForward: at < last });
}

export interface RouteChange {
  readonly screen?: Screen;
  readonly pool?: string | null;
  readonly path?: string;
  readonly query?: string;
}

/**
 * Shows another screen or folder; what is not named stays (a query only on the search screen). A path is taken as it is
 * (exact bytes). `replace`: in place of the present entry of the history, as for each letter that is typed.
 */
export function go(change: RouteChange, how: 'push' | 'replace' = 'push'): void {
  const { route } = useRoute.getState();
  const path = change.path === undefined ? route.path : parsePath(change.path);
  const pool = change.pool === undefined ? route.pool : change.pool;
  const screen = change.screen ?? route.screen;
  const query = change.query ?? (screen === route.screen ? route.query : '');
  const next: Route = { screen, pool, path, query: queried.has(screen) ? query : '' };
  if (toHash(next) === toHash(route)) return;
  if (how === 'push') {
    at += 1;
    last = at;
    window.history.pushState({ cfs: at } satisfies Place, '', toHash(next));
  } else window.history.replaceState({ cfs: at } satisfies Place, '', toHash(next));
  show(next, how);
}

export function back(): void {
  if (at > 0) window.history.back();
}

export function forward(): void {
  if (at < last) window.history.forward();
}

/** Follows the address and the history buttons; called once by the composition root, after the session took its token. */
export function startRoute(): void {
  const state: unknown = window.history.state;
  at = isPlace(state) ? state.cfs : 0;
  const route = fromHash(window.location.hash);
  readTrail(toHash(route));
  last = Math.max(at, trail.length - 1);
  window.history.replaceState({ cfs: at } satisfies Place, '', toHash(route));
  show(route, 'replace');
  window.addEventListener('popstate', (event) => {
    const route = fromHash(window.location.hash);
    const known = isPlace(event.state);
    if (isPlace(event.state)) at = event.state.cfs;
    else {
      // The address was typed: a new entry that the browser made by itself.
      at += 1;
      last = at;
      window.history.replaceState({ cfs: at } satisfies Place, '', toHash(route));
    }
    last = Math.max(last, at);
    show(route, known ? 'pop' : 'push');
  });
}
