import { formatCount, formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import styles from './run.module.css';
import { verifiedWords, workWords } from './run-words.ts';

/** What a run did: figures, one line each. */
export function ReceiptFacts({ receipt, brief = false }: { readonly receipt: RunReceipt; readonly brief?: boolean }) {
  const { moved, planned, verified, skippedCount, failedCount, untried, endedMs, startedMs } = receipt;
  const targets = [...new Set(receipt.directions.filter(({ bytes }) => bytes > 0).map(({ to }) => visibleName(to)))];
  const stayed = skippedCount + failedCount;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Moved',
      `${formatSize(moved.bytes)} in ${formatCount(moved.files)} files${targets.length === 0 ? '' : ` to ${targets.join(', ')}`}`,
    ],
    ...(brief ? [] : [['Planned', `${formatSize(planned.bytes)} in ${formatCount(planned.files)} files`] as const]),
    ['Verified', moved.files === 0 ? 'nothing moved' : verifiedWords(verified)],
    ['Work time', workWords(receipt)],
    ...(brief ? [] : [['Began', formatDay(startedMs)] as const]),
    ...(brief || endedMs === null ? [] : [['Ended', formatDay(endedMs)] as const]),
    [
      'Stayed',
      stayed === 0 ? 'nothing' : `${formatCount(failedCount)} failed, ${formatCount(skippedCount)} left alone`,
    ],
    ...(untried === 0 ? [] : [['Not tried', `${formatCount(untried)} moves`] as const]),
    ...(brief ? [] : [['Plan', receipt.plan] as const]),
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
