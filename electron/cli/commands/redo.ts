import type { Register } from '../command.ts';
import { reverse } from '../reverse.ts';
import type { ReverseOptions } from '../reverse.ts';

export const register: Register = (program, bind) => {
  program
    .command('redo')
    .description('Do again what "undo" took back last. Anything new that is done in the pool ends that.')
    .option('-l, --list', 'list what can be undone and redone, newest first; change nothing')
    .option('--yes', 'do not ask before bytes are copied')
    .action(bind((context, options: ReverseOptions) => reverse(context, 'redo', options)));
};
