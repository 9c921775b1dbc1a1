import { formatDay } from '../../../shared/format.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { receiptWords } from './run-screen-words.ts';
import styles from './run.module.css';
import { verifiedWords, workWords } from './run-words.ts';

/** What a run did: figures, one line each. */
export function ReceiptFacts({ receipt, brief = false }: { readonly receipt: RunReceipt; readonly brief?: boolean }) {
  const { moved, planned, verified, skippedCount, failedCount, untried, endedMs, startedMs } = receipt;
  const targets = [...new Set(receipt.directions.filter(({ bytes }) => bytes > 0).map(({ to }) => to))];
  const facts: readonly (readonly [string, string])[] = [
    [
      receiptWords.moved,
      targets.length === 0
        ? receiptWords.bytesInFiles(moved.bytes, moved.files)
        : receiptWords.bytesTo(moved.bytes, moved.files, targets),
    ],
    ...(brief ? [] : [[receiptWords.planned, receiptWords.bytesInFiles(planned.bytes, planned.files)] as const]),
    [receiptWords.verified, moved.files === 0 ? receiptWords.nothingMoved : verifiedWords(verified)],
    [receiptWords.work, workWords(receipt)],
    ...(brief ? [] : [[receiptWords.began, formatDay(startedMs)] as const]),
    ...(brief || endedMs === null ? [] : [[receiptWords.ended, formatDay(endedMs)] as const]),
    [
      receiptWords.stayed,
      failedCount + skippedCount === 0 ? receiptWords.nothing : receiptWords.failedAndLeft(failedCount, skippedCount),
    ],
    ...(untried === 0 ? [] : [[receiptWords.untried, receiptWords.moves(untried)] as const]),
    ...(brief ? [] : [[receiptWords.plan, receipt.plan] as const]),
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, words]) => (
        <Fact key={name} name={name} words={words} />
      ))}
    </dl>
  );
}

function Fact({ name, words }: { readonly name: string; readonly words: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </>
  );
}

/** Gives a person the receipt (or a plan) as a file. */
export function saveJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
