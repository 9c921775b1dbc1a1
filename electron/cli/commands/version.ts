import type { Register } from '../command.ts';
import type { Context } from '../context.ts';

export const register: Register = (program, bind) => {
  program.command('version').description('Print the version.').action(bind(version));
};

function version(context: Context): Promise<void> {
  const number = context.around.version();
  if (context.out.json) context.out.object({ version: number, node: process.versions.node });
  else context.out.line(number);
  return Promise.resolve();
}
