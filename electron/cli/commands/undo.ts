import type { Register } from '../command.ts';
import { reverse } from '../reverse.ts';
import type { ReverseOptions } from '../reverse.ts';

export const register: Register = (program, bind) => {
  program
    .command('undo')
    .description(
      'Take back what was done last in the pool, by a command or in the window: names come back, what was deleted is ' +
        'restored, copies go to the trash. What was changed since is left as it is and named.',
    )
    .option('-l, --list', 'list what can be undone and redone, newest first; change nothing')
    .option('--yes', 'do not ask before bytes are copied')
    .action(bind((context, options: ReverseOptions) => reverse(context, 'undo', options)));
};
