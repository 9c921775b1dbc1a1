/** A row of the list of moves that is dragged onto a volume. */
export interface RowDrag extends Record<string | symbol, unknown> {
  readonly kind: 'plan-row';
  readonly path: string;
  readonly from: string;
  readonly bytes: number;
}

export function rowDrag(path: string, from: string, bytes: number): RowDrag {
  return { kind: 'plan-row', path, from, bytes };
}

export function isRowDrag(data: Record<string | symbol, unknown>): data is RowDrag {
  return data['kind'] === 'plan-row';
}
