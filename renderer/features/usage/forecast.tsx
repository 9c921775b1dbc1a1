import type { PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageHistory, UsageSeries, UsageStep } from '../../../shared/usage.ts';
import { go } from '../../state/route.ts';
import { useUsage } from '../../state/usage.ts';
import { named } from '../../text.ts';
import { Button, ErrorMessage } from '../../ui/index.ts';
import { forecastWords, growthWords } from './forecast-words.ts';
import type { ForecastWords } from './forecast-words.ts';
import css from './history.module.css';
import { HistoryPanel } from './history.tsx';
import { setView, useView } from './view.ts';
import { words } from './words.ts';

export interface ForecastProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  /** The open folder as it is called here. */
  readonly title: string;
  /** The volume that is looked at. */
  readonly only: string | null;
}

interface Subject {
  readonly words: ForecastWords;
  readonly series: UsageSeries;
  readonly steps: readonly UsageStep[];
}

const noSteps: readonly UsageStep[] = [];
const noSeries: UsageSeries = { points: [], reserve: 0, forecast: { kind: 'unknown', needDays: 5 } };

/** Of the volume that is looked at, else of the folder that is open, else of the pool. */
function subjectOf(props: ForecastProps, history: UsageHistory, folder: UsageHistory | null): Subject {
  const { only, path } = props;
  if (only !== null) {
    const series = history.volumes[only] ?? noSeries;
    return { words: forecastWords(series.forecast, named(only)), series, steps: noSteps };
  }
  if (path !== rootPath) {
    const series = folder ?? noSeries;
    return { words: growthWords(series.forecast, named(baseName(path))), series, steps: noSteps };
  }
  return { words: forecastWords(history.forecast, ''), series: history, steps: history.steps };
}

/** Shows the list by what grew, of the whole pool. */
function findGrown(): void {
  setView({ sorting: 'change', tab: 'grew', only: null });
  go({ path: rootPath });
}

/** When the pool, or the volume that is looked at, is full; of a folder, how it grows. */
export function Forecast(props: ForecastProps) {
  const { history, folderHistory, historyError } = useUsage();
  const range = useView((view) => view.range);
  if (history === null) {
    return (
      <section className={css['history']} aria-label={words.history}>
        {historyError !== null && <ErrorMessage error={historyError} />}
      </section>
    );
  }
  const { words: said, series, steps } = subjectOf(props, history, folderHistory);
  return (
    <HistoryPanel
      said={said}
      series={series}
      steps={steps}
      range={range}
      onRange={(value) => setView({ range: value })}
    >
      <Button variant="bare" onClick={findGrown}>
        {words.grown}
      </Button>
    </HistoryPanel>
  );
}
