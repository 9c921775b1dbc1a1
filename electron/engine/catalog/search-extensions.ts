import { extensionOf, kindOfExtension } from '../../../shared/kinds.ts';
import type { FileKind } from '../../../shared/kinds.ts';
import { textOf } from './search-bulk.ts';

const dot = 0x2e;
/** Longest end of a name that is looked at, in bytes. */
const longestEnd = 64;
/** Numbers that are given; further extensions are all of number 0, as names without one. */
const mostExtensions = 0xfff0;

/** Extensions of names by number: a column of numbers is compared quicker than ends of names. */
export class Extensions {
  readonly names: string[] = [''];
  readonly kinds: FileKind[] = [kindOfExtension('')];
  /** Short ones of ASCII by their bytes as one number. */
  private readonly short = new Map<number, number>();
  private readonly known = new Map<string, number>([['', 0]]);

  /** Of a folded name from `begin` to before `end`. */
  numberOf(bytes: Uint8Array, begin: number, end: number): number {
    let key = 0;
    let at = end - 1;
    for (; at > begin && bytes[at] !== dot && end - at < longestEnd; at -= 1) key = key * 256 + (bytes[at] ?? 0);
    if (at <= begin || bytes[at] !== dot || at === end - 1) return 0;
    // Six bytes and their length fit a number exactly.
    if (end - at - 1 > 6) return this.add(bytes, at, end);
    const known = this.short.get(key);
    if (known !== undefined) return known;
    const number = this.add(bytes, at, end);
    this.short.set(key, number);
    return number;
  }

  /** Numbers of these; those of no file are left out. */
  numbersOf(extensions: readonly string[]): ReadonlySet<number> {
    return new Set(extensions.flatMap((extension) => this.known.get(extension) ?? []));
  }

  private add(bytes: Uint8Array, from: number, end: number): number {
    const extension = extensionOf(`a${textOf(bytes.subarray(from, end))}`);
    const known = this.known.get(extension);
    if (known !== undefined) return known;
    if (this.names.length >= mostExtensions) return 0;
    const number = this.names.length;
    this.names.push(extension);
    this.kinds.push(kindOfExtension(extension));
    this.known.set(extension, number);
    return number;
  }
}
