import { useEffect } from 'react';
import { ChevronDown, ChevronLeft, Download, FlaskConical } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { mixNames, mixWords } from '../../../shared/simulation.ts';
import type { Simulation } from '../../../shared/simulation.ts';
import { verdictOf } from '../../../shared/simulation-verdict.ts';
import { back, useRoute } from '../../state/route.ts';
import { text } from '../../text.ts';
import {
  Button,
  Empty,
  ErrorMessage,
  Icon,
  IconButton,
  Marked,
  Menu,
  MenuCheckItem,
  MenuItem,
  MenuSeparator,
  PageBar,
  Segmented,
  Skeleton,
  useDelayed,
} from '../../ui/index.ts';
import { Comparison } from './comparison.tsx';
import { saveText } from '../../state/save-text.ts';
import { csvOf } from './csv.ts';
import { LabFooter } from './footer.tsx';
import css from './lab.module.css';
import { openLab, otherFiles, replay, setMix, setMonths, setSource, useLab } from './store.ts';
import { WhatIfs } from './what-ifs.tsx';
import { nameOf, periodWords, replayedWords, replayingWords, words } from './words.ts';

const sources = [
  { value: 'history', label: words.history },
  { value: 'synthetic', label: words.synthetic },
] as const;

const periods = [null, 24, 12, 6, 3, 1] as const;

/** A policy is chosen by seeing it: what each would do with the same files, on the volumes of this pool. */
export function LabScreen({ pool }: { readonly pool: PoolInfo }) {
  useEffect(() => openLab(pool.id), [pool.id]);
  const lab = useLab();
  const { simulation, error, busy, source } = lab;
  const isMine = lab.pool === pool.id;
  const shown = isMine ? simulation : null;
  const late = useDelayed(shown === null && error === null);
  const isEmpty = error !== null && source === 'history' && error.code === 'not-found';
  return (
    <main className={css['screen']}>
      <Bar pool={pool} simulation={shown} />
      <div className={css['body']} aria-busy={busy}>
        {error !== null ? (
          <>
            <h1 className="visually-hidden">{words.lab}</h1>
            <div className={css['message']}>
              {isEmpty ? (
                <Empty
                  icon={FlaskConical}
                  title={words.empty}
                  action={
                    <Button variant="primary" onClick={() => setSource('synthetic')}>
                      {words.invent}
                    </Button>
                  }
                >
                  {words.emptyText}
                </Empty>
              ) : (
                <ErrorMessage error={error} action={<Button onClick={() => void replay()}>{words.again}</Button>} />
              )}
            </div>
            {!isEmpty && <WhatIfs pool={pool} simulation={null} />}
          </>
        ) : shown === null ? (
          <>
            <h1 className="visually-hidden">{words.lab}</h1>
            {late && (
              <div className={css['waiting']} role="status" aria-label={words.replaying}>
                <Skeleton height={28} width="50%" />
                <Skeleton height={48} />
                <Skeleton height={320} />
              </div>
            )}
          </>
        ) : (
          <>
            <Head simulation={shown} busy={busy} />
            <WhatIfs pool={pool} simulation={shown} />
            <Comparison pool={pool} simulation={shown} />
            <p className={css['about']}>{[shown.about, ...shown.notes].join(' ')}</p>
          </>
        )}
      </div>
      {shown !== null && error === null && <LabFooter pool={pool} simulation={shown} />}
    </main>
  );
}

/** The verdict with its price. */
function Head({ simulation, busy }: { readonly simulation: Simulation; readonly busy: boolean }) {
  const verdict = verdictOf(simulation, nameOf);
  const late = useDelayed(busy);
  const done = useLab((state) => state.done);
  return (
    <div className={css['head']}>
      <h1>{verdict?.sentence ?? words.lab}</h1>
      <p>
        <Marked parts={replayedWords(simulation.writes, simulation.bytes)} /> {verdict?.price}
        {late && <span className={css['busy']}> {done === null ? words.replaying : replayingWords(done)}</span>}
      </p>
    </div>
  );
}

function Bar({ pool, simulation }: { readonly pool: PoolInfo; readonly simulation: Simulation | null }) {
  const canBack = useRoute((state) => state.canBack);
  const { source, months, mix } = useLab();
  return (
    <PageBar className={css['bar']}>
      <IconButton label={text.back} icon={ChevronLeft} disabled={!canBack} why={text.nothingBack} onClick={back} />
      <span className={css['title']}>{words.lab}</span>
      {source === 'history' ? (
        <Menu trigger={<Pick label={words.whichTime}>{periodWords(months)}</Pick>}>
          {periods.map((period) => (
            <MenuCheckItem key={String(period)} checked={period === months} onSelect={() => setMonths(period)}>
              {periodWords(period)}
            </MenuCheckItem>
          ))}
        </Menu>
      ) : (
        <Menu trigger={<Pick label={words.whichFiles}>{mixWords[mix].name}</Pick>}>
          {mixNames.map((name) => (
            <MenuCheckItem key={name} checked={name === mix} onSelect={() => setMix(name)}>
              {words.mix(name)}
            </MenuCheckItem>
          ))}
          <MenuSeparator />
          <MenuItem onSelect={otherFiles}>{words.inventOther}</MenuItem>
        </Menu>
      )}
      <span className={css['space']} />
      <Segmented label={words.whichWrites} value={source} options={sources} onChange={setSource} />
      <IconButton
        label={words.download}
        icon={Download}
        disabled={simulation === null}
        why={words.noDownload}
        onClick={() => {
          if (simulation !== null) saveText(words.fileName(pool.name), csvOf(simulation));
        }}
      />
    </PageBar>
  );
}

interface PickProps extends React.ComponentPropsWithRef<'button'> {
  readonly label: string;
}

/** The button of a menu that shows what is chosen. */
function Pick({ label, children, ...rest }: PickProps) {
  return (
    <button type="button" {...rest} className={css['pick']} title={label}>
      {children}
      <Icon icon={ChevronDown} size={14} />
    </button>
  );
}
