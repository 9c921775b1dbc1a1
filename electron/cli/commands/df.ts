import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { formatSize } from '../words.ts';

export const register: Register = (program, bind) => {
  program
    .command('df')
    .description('Show the space of the pool and of every volume.')
    .option('-b, --bytes', 'sizes in bytes')
    .action(bind(df));
};

async function df(context: Context, options: { readonly bytes?: true }): Promise<void> {
  const info = await (await context.pool()).info();
  if (context.out.json) context.out.object(dfObject(info));
  else for (const line of dfLines(context, info, options.bytes === true)) context.out.line(line);
}

/** As CLI.md says; figures of a volume that was never seen are null. */
export function dfObject(info: PoolInfo): object {
  return {
    pool: info.name,
    total: info.space.total,
    used: info.space.used,
    free: info.space.free,
    volumes: info.volumes.map((volume) => ({
      name: volume.name,
      total: volume.space?.total ?? null,
      used: volume.space?.used ?? null,
      free: volume.space?.free ?? null,
      reserve: volume.reserve,
      limit: volume.limit,
      mode: volume.mode,
      state: volume.state,
    })),
  };
}

function dfLines(context: Context, info: PoolInfo, exactBytes: boolean): readonly string[] {
  const { out } = context;
  const size = (bytes: number): string => (exactBytes ? String(bytes) : formatSize(bytes));
  const figures = (space: VolumeInfo['space']): string[] =>
    space === null
      ? ['?', '?', '?', '?']
      : [size(space.total), size(space.used), size(space.free), `${percent(space.used, space.total)} %`];
  const rows = [
    ['volume', 'total', 'used', 'free', 'use', 'reserve', 'mode', 'state'],
    ...info.volumes.map((volume) => [
      out.shown(volume.name),
      ...figures(volume.space),
      size(volume.reserve),
      volume.mode,
      volume.state + (volume.stateReason === '' ? '' : `: ${out.shown(volume.stateReason)}`),
    ]),
    [`= ${out.shown(info.name)}`, ...figures(info.space), '', '', ''],
  ];
  return tableLines(rows, { right: [1, 2, 3, 4, 5] });
}

/** Rounded up like df, so that 0 % means empty. */
function percent(used: number, total: number): number {
  return total === 0 ? 0 : Math.ceil((used / total) * 100);
}
