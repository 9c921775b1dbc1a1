import { fail } from '../../../shared/errors.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';

export const register: Register = (program, bind) => {
  const pin = program
    .command('pin')
    .description('Pins: new files at and below a path go to one volume, or nowhere. They stand above all rules.');
  pin.command('list').description('List the pins.').action(bind(list));
  pin
    .command('add')
    .description('Pin a path to a volume. Files that are there stay where they are until a plan brings them.')
    .argument('<path>', 'a path of the pool')
    .argument('<volume>', 'name of the volume')
    .action(bind(add));
  pin
    .command('remove')
    .description('Take a pin off. No file moves.')
    .argument('<path>', 'the path that is pinned')
    .action(bind(remove));
};

async function list(context: Context): Promise<void> {
  const { out } = context;
  const { pins } = await (await context.pool()).info();
  if (out.json) for (const pin of pins) out.object(pin);
  else if (out.nul) for (const { path } of pins) out.name(path);
  else
    for (const line of tableLines(pins.map(({ path, volume }) => [out.shown(path), out.shown(volume)]))) out.line(line);
}

async function add(context: Context, operand: string, volume: string): Promise<void> {
  const path = poolPath(operand);
  const pool = await context.pool();
  const { pins } = await pool.info();
  await pool.set({ pins: [...pins.filter((pin) => pin.path !== path), { path, volume }] });
  if (context.out.json) context.out.object({ path, volume });
  else context.say(`Pinned ${context.out.shown(path)} to ${context.out.shown(volume)}. Files that are there stay.`);
}

async function remove(context: Context, operand: string): Promise<void> {
  const path = poolPath(operand);
  const pool = await context.pool();
  const { pins } = await pool.info();
  if (!pins.some((pin) => pin.path === path)) {
    throw fail('not-found', `Taking the pin off ${path}`, 'it is not pinned itself', 'see "cfs pin list"');
  }
  await pool.set({ pins: pins.filter((pin) => pin.path !== path) });
  if (context.out.json) context.out.object({ path, removed: true });
  else context.say(`${context.out.shown(path)} is not pinned any more. No file moved.`);
}
