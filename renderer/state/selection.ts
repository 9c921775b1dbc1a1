import type { Entry } from '../../shared/model.ts';
import { renamedPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { Intervals } from './intervals.ts';
import type { RowList } from './row-list.ts';

const noPaths: ReadonlySet<PoolPath> = new Set();

interface Parts {
  /** Rows that are selected; with `all`, the ones that are not. */
  readonly marked: Intervals;
  /** Everything is selected but what is marked: also what has not come yet. */
  readonly all: boolean;
  /** Selected, and not among the rows (yet). */
  readonly loose: ReadonlySet<PoolPath>;
}

/**
 * What is selected of a list: runs of its rows, never a list of paths. It belongs to one `RowList`; when the rows change
 * it is moved to the new ones by path. Never changed in place. Pure.
 */
export class Selection {
  private readonly rows: RowList;
  private readonly parts: Parts;
  /** Of what was renamed since the rows came: from, to. */
  private readonly renames: readonly (readonly [PoolPath, PoolPath])[];
  /** The same in every selection that this one was moved to, and in no other. */
  private readonly origin: object;
  private known: readonly Entry[] | null = null;

  constructor(
    rows: RowList,
    parts: Partial<Parts> = {},
    renames: readonly (readonly [PoolPath, PoolPath])[] = [],
    origin: object = {},
  ) {
    this.rows = rows;
    this.parts = { marked: Intervals.none, all: false, loose: noPaths, ...parts };
    this.renames = renames;
    this.origin = origin;
  }

  /** Exactly these; what is not among the rows counts as well until all rows have come. */
  static of(rows: RowList, paths: readonly PoolPath[]): Selection {
    const loose = new Set<PoolPath>();
    const found: number[] = [];
    for (const path of paths) {
      const index = rows.indexOf(path);
      if (index < 0) loose.add(path);
      else found.push(index);
    }
    return new Selection(rows, { marked: Intervals.of(found), loose });
  }

  /** How many entries are selected, with those that have not come yet. */
  get size(): number {
    const { marked, all, loose } = this.parts;
    return (all ? this.rows.entryCount + this.rows.coming - marked.size : marked.size) + loose.size;
  }

  /** Some of what is selected has not come yet. */
  get isComing(): boolean {
    return this.parts.all;
  }

  /** It is the other one among other rows: nobody has chosen anything since. */
  isSame(other: Selection): boolean {
    return this.origin === other.origin;
  }

  has(path: PoolPath): boolean {
    return this.parts.loose.has(path) || this.hasRow(this.rows.indexOf(path));
  }

  hasRow(index: number): boolean {
    if (index < 0 || index >= this.rows.length) return false;
    const { marked, all } = this.parts;
    return all ? !marked.has(index) && this.rows.entryAt(index) !== undefined : marked.has(index);
  }

  /** Rows that are selected. */
  get marked(): Intervals {
    return this.parts.all ? this.without(Intervals.range(0, this.rows.length - 1)) : this.parts.marked;
  }

  private without(whole: Intervals): Intervals {
    if (this.rows.length === 0) return Intervals.none;
    return whole.without(this.parts.marked).without(Intervals.of(this.rows.others));
  }

  /** What is selected and has come, from top to bottom. */
  entries(): readonly Entry[] {
    this.known ??= [...this.rows.entriesAt(this.marked)];
    return this.known;
  }

  /** Paths of what is selected, at most so many; for keeping it while other rows are shown. */
  paths(most = Infinity): readonly PoolPath[] {
    const found: PoolPath[] = [...this.parts.loose];
    for (const entry of this.rows.entriesAt(this.marked)) {
      if (found.length >= most) break;
      // Entries come from the host, which made their paths.
      found.push(entry.path as PoolPath);
    }
    return found;
  }

  private change(marked: Intervals): Selection {
    return new Selection(this.rows, { ...this.parts, marked }, this.renames);
  }

  toggle(path: PoolPath): Selection {
    const index = this.rows.indexOf(path);
    if (index >= 0) return this.change(this.parts.marked.toggled(Intervals.range(index, index)));
    const loose = new Set(this.parts.loose);
    if (!loose.delete(path)) loose.add(path);
    return new Selection(this.rows, { ...this.parts, loose }, this.renames);
  }

  /** With these rows too, and without what among them is no entry. */
  plus(rows: Intervals): Selection {
    const entries = rows.without(Intervals.of(this.rows.others));
    const { marked, all } = this.parts;
    return this.change(all ? marked.without(entries) : marked.with(entries));
  }

  /** Turns round what is selected of these rows. */
  turned(rows: Intervals): Selection {
    return this.change(this.parts.marked.toggled(rows.without(Intervals.of(this.rows.others))));
  }

  /** What was selected is not, and all else is: with `coming`, also what has not come yet. */
  inverted(coming: boolean): Selection {
    const all = !this.parts.all;
    if (coming) return new Selection(this.rows, { marked: this.parts.marked, all });
    if (!all) return new Selection(this.rows, { marked: this.parts.marked });
    return new Selection(this.rows, { marked: this.without(Intervals.range(0, this.rows.length - 1)) });
  }

  /** Only what is selected and among the rows: what is not shown is given up. */
  shownOnly(): Selection {
    const { all, loose } = this.parts;
    return all || loose.size > 0 ? new Selection(this.rows, { marked: this.marked }, this.renames) : this;
  }

  renamed(from: PoolPath, to: PoolPath): Selection {
    const loose = new Set([...this.parts.loose].map((path) => renamedPath(path, from, to)));
    return new Selection(this.rows, { ...this.parts, loose }, [...this.renames, [from, to]], this.origin);
  }

  private newName(path: PoolPath): PoolPath {
    return this.renames.reduce((at, [from, to]) => renamedPath(at, from, to), path);
  }

  /**
   * The same things among other rows. `whole`: all rows have come, so that what is not among them is gone; then "all"
   * is what there is, and what comes later is not selected by it.
   */
  movedTo(rows: RowList, whole: boolean): Selection {
    if (rows === this.rows && !(whole && (this.parts.all || this.parts.loose.size > 0))) return this;
    const { all } = this.parts;
    const loose = new Set<PoolPath>();
    const found: number[] = [];
    let next = -1;
    for (const entry of this.rows.entriesAt(this.parts.marked)) {
      // Nearly always what is next to each other stays so.
      next += 1;
      const likely = rows.entryAt(next);
      if (likely !== entry && likely?.path !== entry.path) {
        const path = entry.path as PoolPath;
        const same = rows.indexOf(path);
        const at = same >= 0 ? same : rows.indexOf(this.newName(path));
        if (at < 0) {
          if (!whole && !all) loose.add(path);
          continue;
        }
        next = at;
      }
      found.push(next);
    }
    for (const path of this.parts.loose) {
      const at = rows.indexOf(path);
      if (at >= 0) found.push(at);
      else if (!whole) loose.add(path);
    }
    const moved = new Selection(rows, { marked: Intervals.of(found), all, loose }, [], this.origin);
    return all && whole ? new Selection(rows, { marked: moved.marked }, [], this.origin) : moved;
  }
}
