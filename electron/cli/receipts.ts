import type { EmptyProof, RunReceipt, RunRemark } from '../../shared/runs.ts';
import type { Context } from './context.ts';
import { tableLines } from './table.ts';
import { formatCount, formatDuration, formatMoment, formatSize } from './words.ts';

/** Things that stayed, which a person sees before "and N more"; -v shows all that the receipt names. */
const remarksShown = 20;

/** What a run did, for a person. */
export function receiptLines(context: Context, receipt: RunReceipt): readonly string[] {
  const { out } = context;
  const { moved, planned, verified, startedMs, endedMs, state, untried } = receipt;
  const ended =
    endedMs === null
      ? state === 'running'
        ? 'it runs'
        : 'its process ended in the middle'
      : `${state === 'stopped' ? 'stopped ' : ''}after ${formatDuration(endedMs - startedMs)}`;
  const ways = receipt.directions.map(({ from, to, files, bytes }) => [
    `  ${formatSize(bytes)}`,
    `${formatCount(files)} files`,
    out.shown(`${from} -> ${to}`),
  ]);
  const { device, cached } = verified;
  const seen = [
    ...(device > 0 ? [`${formatCount(device)} read again from the disk`] : []),
    ...(cached > 0 ? [`${formatCount(cached)} read again, maybe from memory`] : []),
  ];
  return [
    `Run: began ${formatMoment(startedMs)}, ${ended}`,
    `Moved ${formatCount(moved.files)} of ${formatCount(planned.files)} files, ` +
      `${formatSize(moved.bytes)} of ${formatSize(planned.bytes)}` +
      (seen.length > 0 ? `; verified: ${seen.join(', ')}` : ''),
    ...tableLines(ways, { right: [0, 1] }),
    ...remarkLines(context, 'Left alone', receipt.skipped, receipt.skippedCount),
    ...remarkLines(context, 'Failed', receipt.failed, receipt.failedCount),
    ...(untried > 0 ? [`Not tried: ${formatCount(untried)} moves`] : []),
    ...receipt.notes.map((note) => out.shown(note)),
    ...(receipt.proof === null ? [] : [proofLine(context, receipt.proof)]),
  ];
}

function remarkLines(context: Context, head: string, remarks: readonly RunRemark[], count: number): readonly string[] {
  if (count === 0) return [];
  const shown = context.globals.verbose ? remarks : remarks.slice(0, remarksShown);
  const more = count - shown.length;
  return [
    `${head}:`,
    ...shown.map(({ reason }) => `  ${context.out.shown(reason)}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ];
}

/** One sentence: proven empty, or what is left; and what else lies there. */
export function proofLine(context: Context, proof: EmptyProof): string {
  const { volume, atMs, foldersRead, files, foreign, trashed, empty } = proof;
  const parts = [
    empty
      ? `Volume ${volume} holds nothing of the pool any more: ${foldersRead === 1 ? '1 folder was' : `${formatCount(foldersRead)} folders were`} read ` +
        `at ${formatMoment(atMs)}. It is safe to remove.`
      : `Volume ${volume} is not empty: ${formatCount(files)} things of the pool are left.`,
    ...(trashed > 0
      ? [`Its trash holds ${formatCount(trashed)} deleted things, which would go with it (cfs trash list).`]
      : []),
    ...(foreign.length > 0 ? [`Not of the pool, and left alone: ${foreign.join(', ')}.`] : []),
  ];
  return context.out.shown(parts.join(' '));
}
