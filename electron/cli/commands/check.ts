import type { Finding } from '../../../shared/model.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { formatCount } from '../words.ts';

interface CheckOptions {
  readonly repair?: true;
  readonly hash?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('check')
    .description('Look for conflicts, duplicates, left-over part files, bad markers and unreadable places.')
    .option('--repair', 'repair what is safe to repair')
    .option('--hash', 'read every copy and compare the contents')
    .action(bind(check));
};

/** Things that are told but need nobody's attention. */
function isRemark(finding: Finding): boolean {
  return finding.kind === 'foreign';
}

async function check(context: Context, options: CheckOptions): Promise<void> {
  const { out } = context;
  const pool = await context.pool();
  const findings = await pool.check({ repair: options.repair === true, hash: options.hash === true });
  const left = findings.filter((finding) => !finding.repaired && !isRemark(finding));
  if (left.length > 0) context.findingsLeft();
  if (out.json) {
    for (const { kind, path, volumes, repair, repaired } of findings)
      out.object({ kind, path, volumes, repair, repaired });
  } else if (out.nul) {
    for (const { path } of findings) out.name(path);
  } else {
    const rows = findings.map((finding) => [
      finding.kind,
      out.shown(finding.volumes.join(',')),
      out.shown(finding.path),
      finding.repaired ? `repaired: ${finding.repair}` : finding.repair,
    ]);
    for (const line of tableLines(rows)) out.line(line);
    context.say(closing(findings.filter((finding) => finding.repaired).length, left.length));
  }
}

function closing(repaired: number, left: number): string {
  const done = repaired > 0 ? `${formatCount(repaired)} repaired, ` : '';
  return left === 0 ? `${done}all is well` : `${done}${formatCount(left)} left to look at`;
}
