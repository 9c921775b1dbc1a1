import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownProcess } from '../electron/engine/volume/parts.ts';
import { expect, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[J11] what a killed process left is settled when the window opens, and a notice says so', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (const disk of [a, b]) {
    file(join(disk, 'half.txt'), 1000);
    utimesSync(join(disk, 'half.txt'), 1_700_000_000, 1_700_000_000);
  }
  // As a command that moved the file and was killed before it removed its source.
  const pool = JSON.parse(host.cfs('pool', 'show', '--json')) as {
    readonly id: string;
    readonly volumes: readonly { readonly id: string }[];
  };
  const [from = '', to = ''] = pool.volumes.map(({ id }) => id);
  const { mtimeNs } = statSync(join(a, 'half.txt'), { bigint: true });
  const files = [{ names: ['/half.txt'], size: 1000, mtimeNs: mtimeNs.toString() }];
  const intent = { kind: 'move', from, to, files, removeEmptyFolders: false };
  const owner = { ...ownProcess(), pid: 4_194_305 };
  mkdirSync(join(b, '.cfs/journal'), { recursive: true });
  writeFileSync(
    join(b, '.cfs/journal/one.json'),
    JSON.stringify({ version: 1, id: 'one', pool: pool.id, volume: to, owner, intent }),
  );
  await host.open(page);
  await expect(row(page, 'half.txt')).toBeVisible();
  await expect(page.getByText('After an interruption, a move was undone: /half.txt')).toBeVisible();
  expect(readdirSync(b)).not.toContain('half.txt');
  expect(readdirSync(a)).toContain('half.txt');
});
