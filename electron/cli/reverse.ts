import type { Context } from './context.ts';
import { tableLines } from './table.ts';
import { followJob } from './work.ts';
import { formatCount, formatMoment, formatSize } from './words.ts';

export interface ReverseOptions {
  readonly list?: true;
  readonly yes?: true;
}

/** What `undo` and `redo` do. */
export async function reverse(
  context: Context,
  direction: 'undo' | 'redo',
  { list, yes }: ReverseOptions,
): Promise<void> {
  if (list === true) {
    await printActs(context);
    return;
  }
  const pool = await context.pool();
  const [next] = (await pool.history())[direction];
  if (next !== undefined && next.bytes > 0) {
    const attempted = `${direction === 'undo' ? 'Undoing' : 'Redoing'} "${next.title}"`;
    await context.confirm(attempted, `${attempted} will copy ${formatSize(next.bytes)} back. Go on?`, yes === true);
  }
  const options = next === undefined ? {} : { act: next.id, yes: true };
  const words = direction === 'undo' ? 'Undo' : 'Redo';
  const job = await (direction === 'undo' ? pool.undo(options) : pool.redo(options));
  const { state, title } = await followJob(context, job, {
    done: direction === 'undo' ? 'Undone:' : 'Done again:',
    bytes: false,
    silent: true,
  });
  if (state === 'done') context.say(context.out.shown(next?.bytes === 0 ? title : `${words}: ${next?.title ?? title}`));
}

/** Acts that can be undone, newest first, and before them those that can be done again. */
async function printActs(context: Context): Promise<void> {
  const { out } = context;
  const { undo, redo } = await (await context.pool()).history();
  const acts = [
    ...redo.toReversed().map((act) => ({ ...act, direction: 'redo' })),
    ...undo.map((act) => ({ ...act, direction: 'undo' })),
  ];
  if (out.json) {
    for (const act of acts) out.object(act);
    return;
  }
  const rows = acts.map(({ direction, atMs, items, bytes, title, partly }) => [
    direction,
    formatMoment(atMs),
    items === 1 ? '1 item' : `${formatCount(items)} items`,
    bytes === 0 ? '' : `copies ${formatSize(bytes)}`,
    `${out.shown(title)}${partly ? ' (partly)' : ''}`,
  ]);
  for (const line of tableLines(rows, { right: [2] })) out.line(line);
}
