import type { PlannerVolume } from '../electron/engine/rebalance/planner.ts';
import { prepare, solve } from '../electron/engine/rebalance/solve.ts';
import { scanMembers } from '../electron/engine/rebalance/scan.ts';
import type { Scanned, ScanSource } from '../electron/engine/rebalance/scan.ts';
import { testMember } from '../electron/engine/pool/fixture.ts';
import { knownSource } from '../electron/engine/runtime/known-contents.ts';
import type { OpenMember } from '../electron/engine/runtime/members.ts';
import { openDiskVolume } from '../electron/engine/volume/disk.ts';
import { makeFiles } from './tool.ts';
import type { Bench } from './tool.ts';

/** What comes before the planner: finding the files, from the catalog and from the volumes. */
export const bench: Bench = {
  name: 'plan-scan',
  summary: 'a plan for even fill end to end, 100,000 files on 4 volumes',
  async run(lab) {
    const count = lab.size(25_000);
    const roots = [1, 2, 3, 4].map((number) => lab.memory(`plan${String(number)}`, 1024 ** 3));
    for (const [index, root] of roots.entries()) makeFiles(root, count, 4096, index * count);
    const { pool } = await lab.pool(roots);
    await pool.catalog.update({ rebuild: true });
    const { volumes } = await pool.info();
    const members = volumes.map(({ id, name, root }) => ({ ...testMember(openDiskVolume({ root, name })), id }));
    // Only names, ids and volumes of them are asked for.
    const source = knownSource(pool.catalog, members as unknown as readonly OpenMember[]);
    const sizes: readonly PlannerVolume[] = volumes.map(({ name, space }, index) => ({
      name,
      used: (space?.used ?? 0) + index,
      total: space?.total ?? 1,
      room: space?.free ?? 0,
      fill: name,
      receives: true,
      sends: true,
    }));
    const found: number[] = [];
    const plan = async (from: ScanSource | null): Promise<void> => {
      const { items }: Scanned = await scanMembers(members, from === null ? {} : { source: from });
      solve(prepare(sizes, items), { kind: 'even', by: 'percent', within: 1 });
      found.push(items.length);
    };
    // A first one, so that neither way pays for what is read once.
    await plan(source);
    const rows = await lab.race([
      { what: 'from the catalog', work: () => plan(source) },
      { what: 'from the volumes', work: () => plan(null), goal: 1 },
    ]);
    for (const { volume } of members) await volume.close();
    const files = [...new Set(found)].map(String).join(' and ');
    return rows.map((row, index) => (index === 0 ? { ...row, note: `${files} files` } : row));
  },
};
