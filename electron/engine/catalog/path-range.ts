import { nameToBytes } from '../../../shared/names.ts';

/** A condition of SQL: this column of paths is a folder, or below it; takes the values of `rangeOf`. */
export const within = (path: string): string => `(${path} = ? OR (${path} > ? AND ${path} < ?))`;

/** Values of `within`: the path itself, and from `path/` to before `path0` those below it. */
export function rangeOf(path: string): readonly Uint8Array[] {
  const own = Buffer.from(nameToBytes(path));
  const prefix = path === '/' ? Buffer.alloc(0) : own;
  return [own, Buffer.concat([prefix, Buffer.from('/')]), Buffer.concat([prefix, Buffer.from('0')])];
}
