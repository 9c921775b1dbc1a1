/** Writes docs/cli.md from the commands. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reference } from '../electron/cli/reference.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'cli.md'), await reference());
