/**
 * `npm test`: the build, then unit and contract tests with format, types, import rules, lint and the first browser tests
 * beside them, then the other browser tests. Every step runs even when one before it failed; the last line counts what
 * passed and what failed.
 * `npm test -- --only unit` runs one step.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const reports = join(root, 'artifacts', 'reports');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Titles of those that passed only at the second try (in CI): each is a defect, of the code or of the test. */
  flaky?: readonly string[];
}

/** Where the output of a step goes: to the terminal as it comes, or kept until the step's turn to tell. */
interface Said {
  write(text: string | Buffer): void;
}
const live: Said = { write: (text) => void process.stdout.write(text) };

/** Ends with whether the command ended well. */
function run(command: string, args: readonly string[], said: Said, env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: said === live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => said.write(text));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      said.write(`${command} could not be started: ${error.message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

type Step = (said: Said) => Promise<Counts>;

/** One check that passes or fails as a whole. */
const check =
  (name: string, ...args: string[]): Step =>
  async (said) => {
    const ok = await run(bin(name), args, said);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  };

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

/**
 * What unit tests mount is seen by them alone, where the system can do that: a host of a browser test beside them would
 * offer it as a volume.
 */
async function withOwnMounts(command: string, args: readonly string[]): Promise<[string, readonly string[]]> {
  const can = await run('unshare', ['--mount', 'true'], { write: () => undefined });
  return can ? ['unshare', ['--mount', command, ...args]] : [command, args];
}

async function unit(said: Said): Promise<Counts> {
  const output = join(reports, 'unit.json');
  const second = join(reports, 'flaky.txt');
  const reporters = ['default', 'json', join(root, 'scripts', 'flaky-reporter.ts')].map((name) => `--reporter=${name}`);
  const args = ['run', ...reporters, `--outputFile.json=${output}`];
  const [command, all] = await withOwnMounts(bin('vitest'), args);
  const ok = await run(command, all, said, { CFS_TEST_BUILT: '1', CFS_FLAKY_FILE: second });
  if (!existsSync(output)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(output, 'utf8')) as VitestReport;
  // A suite that could not even be loaded counts no failed test, but fails the run.
  const failed = Math.max(report.numFailedTests, ok && report.success ? 0 : 1);
  const flaky = existsSync(second) ? readFileSync(second, 'utf8').trim().split('\n') : [];
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests, flaky };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

function flakyOf({ suites = [], specs }: PlaywrightSuite): string[] {
  const here = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title);
  return [...here, ...suites.flatMap(flakyOf)];
}

/** Browser tests; `part` names the report, `args` choose the tests. */
const browser =
  (part: string, ...args: string[]): Step =>
  async (said) => {
    const output = join(reports, `${part}.json`);
    // A folder of its own: a run clears it when it begins.
    const all = ['test', '--output', join('test-results', part), ...args];
    const ok = await run(bin('playwright'), all, said, { PLAYWRIGHT_JSON_OUTPUT_FILE: output });
    if (!existsSync(output)) return { passed: 0, failed: 1, skipped: 0 };
    const { stats, suites } = JSON.parse(readFileSync(output, 'utf8')) as PlaywrightReport;
    return {
      passed: stats.expected + stats.flaky,
      failed: Math.max(stats.unexpected, ok ? 0 : 1),
      skipped: stats.skipped,
      flaky: suites.flatMap(flakyOf),
    };
  };

/** Chromium for the browser tests, from Debian's packages where nothing else is there and we may install. */
async function chromium(said: Said): Promise<Counts> {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const own = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
  const there = (): boolean => known.concat(own ?? []).some((path) => existsSync(path));
  if (there()) return { passed: 0, failed: 0, skipped: 0 };
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    await run('apt-get', ['-qq', 'update'], said);
    await run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], said, {
      DEBIAN_FRONTEND: 'noninteractive',
    });
    if (there()) return { passed: 0, failed: 0, skipped: 0 };
  }
  // On other systems Playwright's own download is the way; it says itself when it cannot.
  const ok = await run(bin('playwright'), ['install', 'chromium'], said);
  if (!ok)
    process.stderr.write(
      'No Chromium for the browser tests: install one, or name it in PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH.\n',
    );
  return { passed: 0, failed: ok ? 0 : 1, skipped: 0 };
}

const steps = {
  build: check('electron-vite', 'build'),
  chromium,
  format: check('prettier', '--check', '.'),
  types: check('tsc', '-b'),
  imports: check('depcruise', '--config', '.dependency-cruiser.mjs', 'shared', 'electron', 'renderer'),
  spec: check('node', 'scripts/spec.ts'),
  lint: check('eslint', '.', '--max-warnings', '0'),
  unit,
  browser: browser('browser'),
  // A third of the browser tests, one at a time, fits beside the unit tests, which wait for disks and clocks.
  'browser 1': browser('browser-1', '--shard', '1/3', '--workers', '1'),
  'browser 2': browser('browser-2', '--shard', '2/3'),
  'browser 3': browser('browser-3', '--shard', '3/3'),
} satisfies Record<string, Step>;
type Name = keyof typeof steps;

const total = { passed: 0, failed: 0, skipped: 0 };
const flaky: string[] = [];

/** Runs one step. Beside others, its output is told when it has ended. */
async function tell(name: Name, beside = false): Promise<void> {
  const started = Date.now();
  const kept: (string | Buffer)[] = [];
  const said: Said = beside ? { write: (text) => void kept.push(text) } : live;
  said.write(`\n== ${name}\n`);
  const counts = await steps[name](said);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  flaky.push(...(counts.flaky ?? []));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  said.write(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds} s\n`);
  for (const text of kept) process.stdout.write(text);
}

async function inTurn(names: readonly Name[], beside = false): Promise<void> {
  for (const name of names) await tell(name, beside);
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
if (values.only === undefined) {
  await inTurn(['build', 'chromium']);
  await Promise.all([inTurn(['unit']), inTurn(['format', 'types', 'imports', 'spec', 'lint', 'browser 1'], true)]);
  await inTurn(['browser 2', 'browser 3']);
} else if (Object.hasOwn(steps, values.only)) {
  await tell(values.only as Name);
} else {
  process.stderr.write(`There is no step "${values.only}": use one of ${Object.keys(steps).join(', ')}.\n`);
  process.exit(2);
}
if (flaky.length > 0)
  process.stdout.write(`\nOnly at the second try:\n${flaky.map((title) => `  ${title}\n`).join('')}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
