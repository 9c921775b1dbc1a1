import { expect, test } from 'vitest';
import type { Settings } from '../../../shared/settings.ts';
import { movedColumn } from '../../state/view.ts';
import { columnsTemplate, columnsThatFit } from './columns.ts';

const all: Settings['view']['columns'] = [
  { key: 'size', width: 100 },
  { key: 'volumes', width: 150 },
  { key: 'modified', width: 140 },
  { key: 'mode', width: 110 },
];
const shown = (width: number): readonly string[] => columnsThatFit(all, width).map((one) => `${one.key} ${one.width}`);

test('[B280] columns that there is no room for are left out from the last one, where the bytes are never is', () => {
  expect(shown(916)).toEqual(['size 100', 'volumes 150', 'modified 140', 'mode 110']);
  expect(shown(716)).toEqual(['size 100', 'volumes 130', 'modified 140', 'mode 110']);
  expect(shown(616)).toEqual(['size 100', 'volumes 140', 'modified 140']);
  expect(shown(496)).toEqual(['size 100', 'volumes 150']);
  expect(shown(346)).toEqual(['volumes 110']);
  expect(shown(100)).toEqual(['volumes 84']);
  for (let width = 0; width < 1200; width += 7) {
    const columns = columnsThatFit(all, width);
    const sum = columns.reduce((total, column) => total + column.width, 0);
    // The name keeps its width wherever more than the marks is shown.
    if (columns.length > 1) expect(width - sum).toBeGreaterThanOrEqual(236);
    expect(columns.some(({ key }) => key === 'volumes')).toBe(true);
  }
  expect(columnsTemplate(columnsThatFit(all, 496))).toBe('minmax(0, 1fr) 100px 150px');
});

test('[B280] a column is moved to any place, and none is lost or doubled', () => {
  const order = (columns: typeof all): string => columns.map(({ key }) => key).join(' ');
  expect(order(movedColumn(all, 'mode', 'size'))).toBe('mode size volumes modified');
  expect(order(movedColumn(all, 'size', 'mode'))).toBe('volumes modified size mode');
  expect(order(movedColumn(all, 'size', null))).toBe('volumes modified mode size');
  expect(movedColumn(all, 'type', 'size')).toBe(all);
});
