import type { Entry } from '../../../shared/model.ts';
import { choiceOption, poolPath, sizeValue, timeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject } from '../entries.ts';
import { globMatcher } from '../glob.ts';
import { walk } from '../walk.ts';

interface FindOptions {
  readonly name?: string;
  readonly type?: keyof typeof typeLetters;
  readonly larger?: number;
  readonly newer?: number;
}

const typeLetters = { f: 'file', d: 'directory', l: 'symlink' } as const;

export const register: Register = (program, bind) => {
  program
    .command('find')
    .description('Find entries below a folder by walking the tree; all conditions must hold.')
    .argument('[path...]', 'where to begin (default: /)')
    .option('--name <glob>', 'the name matches, for example "*.jpg"')
    .addOption(choiceOption('--type <letter>', 'f: file, d: folder, l: symlink', Object.keys(typeLetters)))
    .option('--larger <size>', 'larger than so many bytes: 1500000, 10M, 4GiB', sizeValue)
    .option('--newer <time>', 'modified after: 2026-01-31, 2026-01-31T14:05, or within 12h, 7d', timeValue)
    .action(bind(find));
};

async function find(context: Context, operands: readonly string[], options: FindOptions): Promise<void> {
  const pool = await context.pool();
  const { out } = context;
  const matches = matcher(options);
  for (const operand of operands.length > 0 ? operands : ['/']) {
    await context.attempt(async () => {
      for await (const { entry } of walk(context, pool, poolPath(operand))) {
        if (!matches(entry)) continue;
        if (out.json) out.object(entryObject(entry));
        else out.name(entry.path);
        await out.ready();
      }
    });
  }
}

function matcher(options: FindOptions): (entry: Entry) => boolean {
  const { larger, newer } = options;
  const conditions: ((entry: Entry) => boolean)[] = [];
  if (options.name !== undefined) {
    const nameMatches = globMatcher(options.name);
    conditions.push((entry) => nameMatches(entry.name));
  }
  if (options.type !== undefined) {
    const type = typeLetters[options.type];
    conditions.push((entry) => entry.type === type);
  }
  if (larger !== undefined) conditions.push((entry) => entry.type === 'file' && entry.size > larger);
  if (newer !== undefined) conditions.push((entry) => entry.mtimeMs > newer);
  return (entry) => conditions.every((condition) => condition(entry));
}
