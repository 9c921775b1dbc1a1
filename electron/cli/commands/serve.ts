import { portValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';

interface CommandOptions {
  readonly port: number;
  readonly host: string;
  readonly open?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('serve')
    .description('Serve the window to a browser on this computer. Prints its address on one line; ends with Ctrl+C.')
    .option('--port <number>', 'port; 0 takes a free one', portValue, 0)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--open', 'open the default browser')
    .action(bind(serve));
};

async function serve(context: Context, options: CommandOptions): Promise<void> {
  const { port, host, open } = options;
  await context.around.serve({ port, host, open: open === true, signal: context.signal }, (address) => {
    context.around.stdout.write(`${address}\n`);
  });
}
