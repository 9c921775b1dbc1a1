import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import type { UsageHistory } from '../../../shared/usage.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { forecastText } from '../forecast.ts';
import { tableLines } from '../table.ts';
import { formatSize } from '../words.ts';

export const register: Register = (program, bind) => {
  program
    .command('df')
    .description('Show the space of the pool and of every volume.')
    .option('-b, --bytes', 'sizes in bytes')
    .option('--forecast', 'when each will be full at the pace of the last 90 days, where enough of them are known')
    .action(bind(df));
};

interface DfOptions {
  readonly bytes?: true;
  readonly forecast?: true;
}

async function df(context: Context, options: DfOptions): Promise<void> {
  const pool = await context.pool();
  const info = await pool.info();
  const history = options.forecast === true ? await pool.usage.history() : null;
  if (context.out.json) context.out.object(history === null ? dfObject(info) : withForecast(info, history));
  else for (const line of dfLines(context, info, history, options.bytes === true)) context.out.line(line);
}

function withForecast(info: PoolInfo, { forecast, volumes }: UsageHistory): object {
  const forecasts = Object.entries(volumes).map(([volume, series]) => [volume, series.forecast]);
  return { ...dfObject(info), forecast: { pool: forecast, volumes: Object.fromEntries(forecasts) as object } };
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

function dfLines(
  context: Context,
  info: PoolInfo,
  history: UsageHistory | null,
  exactBytes: boolean,
): readonly string[] {
  const { out } = context;
  const size = (bytes: number): string => (exactBytes ? String(bytes) : formatSize(bytes));
  const figures = (space: VolumeInfo['space']): string[] =>
    space === null
      ? ['?', '?', '?', '?']
      : [size(space.total), size(space.used), size(space.free), `${percent(space.used, space.total)} %`];
  const rows = [
    ['volume', 'total', 'used', 'free', 'use', 'reserve', 'mode', ...full('full', history), 'state'],
    ...info.volumes.map((volume) => [
      out.shown(volume.name),
      ...figures(volume.space),
      size(volume.reserve),
      volume.mode,
      ...full(forecastOf(history, volume.name), history),
      volume.state + (volume.stateReason === '' ? '' : `: ${out.shown(volume.stateReason)}`),
    ]),
    [
      `= ${out.shown(info.name)}`,
      ...figures(info.space),
      '',
      '',
      ...full(history === null ? '' : forecastText(history.forecast), history),
      '',
    ],
  ];
  return tableLines(rows, { right: [1, 2, 3, 4, 5] });
}

/** A cell of the column that is there only when it was asked for. */
const full = (cell: string, history: UsageHistory | null): readonly string[] => (history === null ? [] : [cell]);

function forecastOf(history: UsageHistory | null, volume: string): string {
  const series = history?.volumes[volume];
  return series === undefined ? 'unknown' : forecastText(series.forecast);
}

/** Rounded up like df, so that 0 % means empty. */
function percent(used: number, total: number): number {
  return total === 0 ? 0 : Math.ceil((used / total) * 100);
}
