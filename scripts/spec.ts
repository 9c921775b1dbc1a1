/**
 * Proves that docs/SPEC.md and the tests agree: every numbered rule is named by a test title, and every number that a
 * test title names is a rule. Rules look like `- **V3** ...`, titles like `[V3] never overwrites`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const spec = readFileSync(join(root, 'docs', 'SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map((match) => match[1] ?? '');

const files = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.spec.ts', '*.contract.ts'],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
const named = new Set<string>();
for (const file of files.split('\n').filter((line) => line !== '')) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const match of text.matchAll(/\[([A-Z]+\d+)\]/g)) named.add(match[1] ?? '');
}

const problems: string[] = [];
for (const rule of rules) {
  if (!named.has(rule)) problems.push(`${rule} is a rule in docs/SPEC.md that no test title names`);
  if (rules.indexOf(rule) !== rules.lastIndexOf(rule)) problems.push(`${rule} stands twice in docs/SPEC.md`);
}
for (const id of named)
  if (!rules.includes(id)) problems.push(`${id} is named by a test and is no rule of docs/SPEC.md`);

if (problems.length > 0) {
  process.stderr.write(`${[...new Set(problems)].join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${rules.length} rules, each named by a test\n`);
}
