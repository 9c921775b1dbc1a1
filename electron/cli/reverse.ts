import type { Context } from './context.ts';
import { tableLines } from './table.ts';
import { followJob } from './work.ts';
import { formatCount, formatMoment } from './words.ts';

/** What `undo` and `redo` do. */
export async function reverse(context: Context, direction: 'undo' | 'redo', list: boolean): Promise<void> {
  if (list) {
    await printActs(context);
    return;
  }
  const pool = await context.pool();
  const job = await (direction === 'undo' ? pool.undo() : pool.redo());
  const { state, title } = await followJob(context, job, {
    done: direction === 'undo' ? 'Undone:' : 'Done again:',
    bytes: false,
    silent: true,
  });
  if (state === 'done') context.say(context.out.shown(title));
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
  const rows = acts.map(({ direction, atMs, items, title, partly }) => [
    direction,
    formatMoment(atMs),
    items === 1 ? '1 item' : `${formatCount(items)} items`,
    `${out.shown(title)}${partly ? ' (partly)' : ''}`,
  ]);
  for (const line of tableLines(rows, { right: [2] })) out.line(line);
}
