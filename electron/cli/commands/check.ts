import { visibleName } from '../../../shared/format.ts';
import type { Finding } from '../../../shared/model.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../progress.ts';
import { tableLines } from '../table.ts';
import { formatCount, formatSize } from '../words.ts';

const tickMs = 100;

interface CheckOptions {
  readonly repair?: true;
  readonly hash?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('check')
    .description(
      'Look at the whole pool: markers, what interrupted work left, copies that differ or are the same, what cannot be read.',
    )
    .option('--repair', 'repair what CFS itself left or wrote; files of yours are never changed')
    .option('--hash', 'read every copy and compare the contents')
    .action(bind(check));
};

/** Things that are told but need nobody's attention. */
function isRemark(finding: Finding): boolean {
  return finding.kind === 'foreign' || finding.kind === 'catalog';
}

async function check(context: Context, options: CheckOptions): Promise<void> {
  const { out } = context;
  const pool = await context.pool();
  const line = context.drawsProgress ? new ProgressLine(context.around.stderr) : null;
  let drawnMs = 0;
  const findings = await pool
    .check({
      repair: options.repair === true,
      hash: options.hash === true,
      signal: context.signal,
      onProgress({ current, entries, bytes }) {
        if (line === null || Date.now() - drawnMs < tickMs) return;
        drawnMs = Date.now();
        const read = bytes === 0 ? '' : `, ${formatSize(bytes)} read`;
        line.drawText(`checking: ${formatCount(entries)} entries${read}  ${visibleName(current)}`);
      },
    })
    .finally(() => line?.clear());
  const left = findings.filter((finding) => !finding.repaired && !isRemark(finding));
  if (left.length > 0) context.findingsLeft();
  if (out.json) {
    for (const { kind, path, volumes, repair, repaired } of findings)
      out.object({ kind, path, volumes, repair, repaired });
  } else if (out.nul) {
    for (const { path } of findings) out.name(path);
  } else {
    const { shown, more } = context.globals.verbose ? { shown: findings, more: 0 } : firstOfEach(findings);
    const rows = shown.map((finding) => [
      finding.kind,
      out.shown(finding.volumes.join(',')),
      out.shown(finding.path),
      finding.repaired ? `repaired: ${finding.repair}` : finding.repair,
    ]);
    for (const line of tableLines(rows)) out.line(line);
    if (more > 0) context.say(`and ${formatCount(more)} more like these: -v shows all`);
    context.say(closing(findings.filter((finding) => finding.repaired).length, left.length));
  }
}

/**
 * Of what CFS itself left, and of foreign things, so many that say the same are shown, and the others counted: a killed
 * copy may leave hundreds. What is about a file of the person's is always shown.
 */
const shownOfEach = 10;

function firstOfEach(findings: readonly Finding[]): { readonly shown: readonly Finding[]; readonly more: number } {
  const counts = new Map<string, number>();
  const shown = findings.filter(({ kind, volumes, repair, repaired }) => {
    if (kind !== 'orphan-part' && kind !== 'half-move' && kind !== 'foreign') return true;
    const key = JSON.stringify([kind, volumes, repair, repaired]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= shownOfEach;
  });
  return { shown, more: findings.length - shown.length };
}

function closing(repaired: number, left: number): string {
  const done = repaired > 0 ? `${formatCount(repaired)} repaired, ` : '';
  return left === 0 ? `${done}all is well` : `${done}${formatCount(left)} left to look at`;
}
