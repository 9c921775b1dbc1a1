import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import { parsePath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import {
  invertSelection,
  nothingSelected,
  select,
  selectAllRows,
  selectRange,
  toggleSelected,
  useBrowse,
} from './browse.ts';
import { Intervals } from './intervals.ts';
import { placeOfName } from './name-index.ts';
import { RowList, useRows } from './row-list.ts';
import type { Block } from './row-list.ts';

function entryOf(name: string, parent = '/'): Entry {
  const path = `${parent === '/' ? '' : parent}/${name}`;
  const rest = { size: 1, mtimeMs: 1, mode: 0o644, volumes: ['disk1'], conflict: false, offline: false };
  return { path, name, type: name.startsWith('d') ? 'directory' : 'file', ...rest };
}

/** Rows of `/`, of which some may be expanded, with a note in one, and a line of a group over all when it is grouped. */
function rowsOf(
  names: readonly string[],
  open: ReadonlyMap<string, readonly string[]>,
  coming = 0,
  grouped = true,
): RowList {
  const folder = {
    path: parsePath('/'),
    entries: names.map((name) => entryOf(name)),
    level: 0,
    siblings: names.length,
  };
  const group = { id: 'all', label: 'All', volumes: [], count: names.length, closed: false };
  const head: Block = { kind: 'row', row: { kind: 'group', path: folder.path, level: 0, ...group } };
  const blocks: Block[] = grouped ? [head] : [];
  let from = 0;
  names.forEach((name, at) => {
    const inside = open.get(name);
    if (inside === undefined) return;
    blocks.push({ kind: 'run', folder, from, count: at + 1 - from, open: true });
    from = at + 1;
    const path = parsePath(`/${name}`);
    if (inside.length === 0) {
      blocks.push({ kind: 'row', row: { kind: 'note', path, level: 1, note: 'empty', text: '' } });
      return;
    }
    const entries = inside.map((one) => entryOf(one, path));
    blocks.push({
      kind: 'run',
      folder: { path, entries, level: 1, siblings: inside.length },
      from: 0,
      count: inside.length,
      open: false,
    });
  });
  if (from < names.length) blocks.push({ kind: 'run', folder, from, count: names.length - from, open: false });
  return new RowList(blocks, coming);
}

const pathsOf = (rows: RowList): readonly PoolPath[] =>
  [...rows].flatMap((row) => (row.kind === 'entry' ? [row.path] : []));

test('[B261] every row is found by its path and by its number, and no row is made before it is asked for', () => {
  const rows = rowsOf(
    ['a', 'd1', 'd2', 'z'],
    new Map([
      ['d1', ['x', 'y']],
      ['d2', []],
    ]),
  );
  const all = [...rows];
  expect(all.map((row) => (row.kind === 'entry' ? row.path : row.kind))).toEqual([
    'group',
    '/a',
    '/d1',
    '/d1/x',
    '/d1/y',
    '/d2',
    'note',
    '/z',
  ]);
  for (const [index, row] of all.entries()) {
    if (row.kind === 'entry') expect(rows.indexOf(row.path)).toBe(index);
    else expect(rows.entryAt(index)).toBeUndefined();
    expect(rows.at(index)).toBe(row);
  }
  expect(rows.at(2)).toMatchObject({ expanded: true, place: 2, level: 0 });
  expect(rows.at(4)).toMatchObject({ expanded: false, place: 2, level: 1, siblings: 2 });
  expect([rows.at(-1), rows.at(8), rows.at(NaN)]).toEqual([undefined, undefined, undefined]);
  expect([rows.indexOf(parsePath('/')), rows.indexOf(parsePath('/d1/z')), rows.indexOf(parsePath('/d3/z'))]).toEqual([
    -1, -1, -1,
  ]);
});

test('[B261] names of any kind are found at their place, and no others', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 300 }), (names) => {
      const list = names.map((name) => ({ name }));
      expect(names.map((name) => placeOfName(list, name))).toEqual(names.map((_, place) => place));
      expect(placeOfName(list, 'longer than any')).toBe(-1);
    }),
    { numRuns: 50 },
  );
});

const minus = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> => new Set([...a].filter((one) => !b.has(one)));

test('[B261] runs of numbers do what sets of numbers do', () => {
  const numbers = fc.array(fc.nat(40), { maxLength: 30 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [one, other] = [Intervals.of(a), Intervals.of(b)];
      const [x, y] = [new Set(a), new Set(b)];
      const rising = (set: ReadonlySet<number>): readonly number[] => [...set].sort((p, q) => p - q);
      expect([...one]).toEqual(rising(x));
      expect(one.size).toBe(x.size);
      expect([...one.with(other)]).toEqual(rising(new Set([...x, ...y])));
      expect([...one.without(other)]).toEqual(rising(minus(x, y)));
      expect([...one.toggled(other)]).toEqual(rising(new Set([...minus(x, y), ...minus(y, x)])));
      for (let number = -1; number < 42; number += 1) expect(one.has(number)).toBe(x.has(number));
    }),
  );
  expect(Intervals.range(100_000, 3).runs).toBe(1);
});

type Act =
  | { readonly kind: 'select' | 'toggle' | 'range' | 'add'; readonly at: number }
  | { readonly kind: 'all' | 'invert' | 'sort' | 'collapse' | 'clear' | 'page' }
  | { readonly kind: 'remove' | 'rename'; readonly at: number }
  | { readonly kind: 'insert'; readonly at: number; readonly name: number };

const at = fc.nat(100);
const anAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constantFrom('select' as const, 'toggle' as const, 'range' as const, 'add' as const), at }),
  fc.record({ kind: fc.constantFrom('all', 'invert', 'sort', 'collapse', 'clear', 'page') }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'rename' as const), at }),
  fc.record({ kind: fc.constant('insert' as const), at, name: fc.nat(1000) }),
);

test('[B261] whatever is done, what is selected is what a plain set of paths would hold', () => {
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 40 }), fc.boolean(), (acts, grouped) => {
      let names: readonly string[] = ['d1', 'd2', ...Array.from({ length: 12 }, (_, number) => `f${String(number)}`)];
      // What has not come yet: its page is behind all others.
      let later: readonly string[] = ['x1', 'x2', 'x3'];
      let inside: readonly string[] | null = ['k1', 'k2', 'k3'];
      let oracle = new Set<PoolPath>();
      let anchor: PoolPath | null = null;
      const open = (): ReadonlyMap<string, readonly string[]> =>
        new Map(inside === null ? [] : [['d1', names.includes('d1') ? inside : []]]);
      let rows = rowsOf(names, open(), later.length, grouped);
      useRows.setState({ rows });
      useBrowse.setState({ selected: nothingSelected, focused: null, anchor: null });
      const show = (): void => {
        rows = rowsOf(names, open(), later.length, grouped);
        const { selected } = useBrowse.getState();
        useRows.setState({ rows });
        useBrowse.setState({ selected: selected.movedTo(rows, later.length === 0) });
        const there = new Set(pathsOf(rows));
        for (const path of oracle) if (later.length === 0 && !there.has(path)) oracle.delete(path);
      };
      const coming = (): readonly PoolPath[] => later.map((name) => parsePath(`/${name}`));
      for (const act of acts) {
        const there = pathsOf(rows);
        const path = 'at' in act ? there[act.at % there.length] : undefined;
        switch (act.kind) {
          case 'select':
            if (path === undefined) break;
            select([path], path);
            oracle = new Set([path]);
            anchor = path;
            break;
          case 'toggle':
            if (path === undefined) break;
            toggleSelected(path);
            if (!oracle.delete(path)) oracle.add(path);
            anchor = path;
            break;
          case 'range':
          case 'add': {
            if (path === undefined) break;
            selectRange(path, act.kind === 'add');
            const from: PoolPath = anchor !== null && there.includes(anchor) ? anchor : path;
            const ends = [there.indexOf(from), there.indexOf(path)].sort((a, b) => a - b);
            const range = there.slice(ends[0], (ends[1] ?? 0) + 1);
            oracle = new Set(act.kind === 'add' ? [...oracle, ...range] : range);
            anchor = from;
            break;
          }
          case 'all':
            selectAllRows(later.length > 0);
            oracle = new Set([...there, ...coming()]);
            break;
          case 'invert':
            invertSelection(later.length > 0);
            oracle = minus(new Set([...there, ...coming()]), oracle);
            break;
          case 'clear':
            select([], null, anchor);
            oracle = new Set();
            break;
          case 'sort':
            names = [...names].reverse();
            show();
            break;
          case 'collapse':
            // Only when all is there: before that, what is out of sight may come back.
            if (later.length > 0) break;
            inside = inside === null ? ['k1', 'k2', 'k3'] : null;
            show();
            break;
          case 'page':
            names = [...names, ...later];
            later = [];
            show();
            break;
          case 'remove':
            if (later.length > 0) break;
            names = names.filter((_, place) => place !== act.at % names.length);
            show();
            break;
          case 'insert':
            // A later listing is shown as a whole: nothing comes between the pages of the first one.
            if (later.length > 0 || names.includes(`n${String(act.name)}`)) break;
            names = names.toSpliced(act.at % (names.length + 1), 0, `n${String(act.name)}`);
            show();
            break;
          case 'rename': {
            const old = names[act.at % names.length];
            if (old === undefined || later.length > 0) break;
            const now = `${old}+`;
            const [from, to] = [parsePath(`/${old}`), parsePath(`/${now}`)];
            useBrowse.setState(({ selected }) => ({ selected: selected.renamed(from, to) }));
            names = names.map((name) => (name === old ? now : name));
            oracle = new Set([...oracle].map((one) => (one === from ? to : one)));
            if (anchor === from) {
              anchor = to;
              useBrowse.setState({ anchor: to });
            }
            show();
          }
        }
        if (anchor === null || !pathsOf(rows).includes(anchor)) {
          // Where a range begins is then the row of the keyboard, which is of no interest here.
          anchor = null;
          useBrowse.setState({ anchor: null, focused: null });
        }
        const { selected } = useBrowse.getState();
        expect(selected.size).toBe(oracle.size);
        const shown = pathsOf(rows);
        expect(selected.entries().map((entry) => entry.path)).toEqual(shown.filter((one) => oracle.has(one)));
        for (const one of shown) expect(selected.has(one)).toBe(oracle.has(one));
        [...rows].forEach((row, index) =>
          expect(selected.hasRow(index)).toBe(row.kind === 'entry' && oracle.has(row.path)),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('[B264] "all" is also what has not come yet, and nothing that comes after the list was whole', () => {
  const names = Array.from({ length: 50_000 }, (_, number) => `f${String(number)}`);
  const read = rowsOf(names.slice(0, 200), new Map(), 49_800);
  useRows.setState({ rows: read });
  selectAllRows(true);
  toggleSelected(parsePath('/f7'));
  expect(useBrowse.getState().selected.size).toBe(49_999);
  expect(useBrowse.getState().selected.isComing).toBe(true);
  const whole = rowsOf(names, new Map());
  const selected = useBrowse.getState().selected.movedTo(whole, true);
  expect(selected.size).toBe(49_999);
  expect(selected.isComing).toBe(false);
  expect(selected.has(parsePath('/f7'))).toBe(false);
  expect(selected.marked.runs).toBe(2);
  // Among other rows it is the same; what is chosen anew is another one.
  expect(selected.isSame(useBrowse.getState().selected)).toBe(true);
  toggleSelected(parsePath('/f8'));
  expect(selected.isSame(useBrowse.getState().selected)).toBe(false);
  const more = rowsOf(['a new one', ...names], new Map());
  expect(selected.movedTo(more, true).has(parsePath('/a new one'))).toBe(false);
  expect(selected.movedTo(more, true).size).toBe(49_999);
});

test('[B261] what comes to the first row stays selected', () => {
  useRows.setState({ rows: rowsOf(['a', 'b', 'c'], new Map(), 0, false) });
  select([parsePath('/b'), parsePath('/c')]);
  const moved = useBrowse.getState().selected.movedTo(rowsOf(['c', 'a', 'b'], new Map(), 0, false), true);
  expect(moved.paths()).toEqual(['/c', '/b']);
});

test('[B261] what is selected before its row has come is selected when it comes, and not when it is not there', () => {
  const read = rowsOf(['a', 'b'], new Map(), 1);
  useRows.setState({ rows: read });
  select([parsePath('/c')]);
  const { selected } = useBrowse.getState();
  expect([selected.size, selected.has(parsePath('/c'))]).toEqual([1, true]);
  const next = selected.movedTo(rowsOf(['a', 'b', 'b2'], new Map(), 1), false);
  expect(next.paths()).toEqual(['/c']);
  expect(
    next
      .movedTo(rowsOf(['a', 'b', 'b2', 'c'], new Map()), true)
      .entries()
      .map(({ path }) => path),
  ).toEqual(['/c']);
  expect(next.movedTo(rowsOf(['a', 'b', 'b2'], new Map()), true).size).toBe(0);
});
