import { useEffect, useState } from 'react';
import { GitCompare, GitFork } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatDayAndClock, visibleName } from '../../../shared/format.ts';
import type { Copy, Entry, EntryDetails, PoolInfo } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { HardLinks } from '../../../shared/usage.ts';
import { host } from '../../api/host.ts';
import { openComparison } from '../../state/copies.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { entryDetails } from '../../state/entries.ts';
import { exactSize, modeText } from '../../state/entry-words.ts';
import { volumeOf } from '../../state/pool.ts';
import { useSelectionUsage } from '../../state/selection-usage.ts';
import { awaySince, text } from '../../text.ts';
import { Badge, Button, ErrorMessage, VolumeMark } from '../../ui/index.ts';
import { Checksum } from './checksum.tsx';
import { Copyable, Fact, Split } from './parts.tsx';
import css from './properties.module.css';
import { words } from './words.ts';

interface Asked {
  readonly details: EntryDetails | null;
  readonly error: AppError | null;
}

function useDetails(pool: string, path: PoolPath): Asked {
  const [asked, setAsked] = useState<Asked>({ details: null, error: null });
  useEffect(() => {
    const abort = new AbortController();
    entryDetails(pool, path, abort.signal)
      .then((details) => setAsked({ details, error: null }))
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setAsked({ details: null, error: asAppError(thrown) });
      });
    return () => abort.abort();
  }, [pool, path]);
  return asked;
}

/** All that is known of one entry. */
export function One({ pool, entry: listed }: { readonly pool: PoolInfo; readonly entry: Entry }) {
  const path = listed.path as PoolPath;
  const { details, error } = useDetails(pool.id, path);
  const entry = details?.entry ?? listed;
  const copies = details?.copies ?? [];
  return (
    <>
      {error !== null && <ErrorMessage error={error} />}
      <Facts pool={pool} entry={entry} copies={copies} />
      <section className={css['section']}>
        <h3>{words.where}</h3>
        {entry.conflict && copies.length > 1 && (
          <p className={css['differ']}>
            <Badge tone="warn" icon={GitFork}>
              {text.copiesDiffer}
            </Badge>
            <Button
              icon={GitCompare}
              onClick={() => {
                closeDialog();
                openComparison(path);
              }}
            >
              {text.compareCopies}
            </Button>
          </p>
        )}
        <ul className={css['places']}>
          {copies.map((copy) => (
            <Place key={copy.volume} pool={pool} copy={copy} />
          ))}
        </ul>
      </section>
      {entry.type === 'file' && copies.length > 0 && (
        <Checksum key={path} pool={pool} path={path} copies={copies} size={entry.size} />
      )}
    </>
  );
}

interface FactsProps {
  readonly pool: PoolInfo;
  readonly entry: Entry;
  readonly copies: readonly Copy[];
}

function Facts({ pool, entry, copies }: FactsProps) {
  const isFolder = entry.type === 'directory';
  const [only] = useState(() => [entry]);
  const usage = useSelectionUsage(pool.id, isFolder ? only : []);
  const allocated = copies.reduce((sum, copy) => sum + copy.allocated, 0);
  const [first] = copies;
  const links = Math.max(0, ...copies.map((copy) => copy.links));
  return (
    <section className={css['first']}>
      <dl className={css['facts']}>
        {entry.type === 'file' && <Fact name={words.size}>{exactSize(entry.size)}</Fact>}
        {entry.type === 'file' && copies.length > 0 && (
          <Fact name={words.allocated}>{words.allocatedOn(allocated)}</Fact>
        )}
        {isFolder && usage !== null && (
          <>
            <Fact name={words.size}>{words.sum(usage.bytes, usage.unread)}</Fact>
            <Fact name={words.allocated}>{words.allocatedOn(usage.allocated, usage.unread)}</Fact>
            <Fact name={words.contains}>{words.containsFiles(usage)}</Fact>
          </>
        )}
        <Fact name={words.path}>
          <Copyable shown={visibleName(entry.path)} value={entry.path} label={text.copyPath} said={words.pathCopied} />
        </Fact>
        <Fact name={words.modified}>{formatDayAndClock(entry.mtimeMs)}</Fact>
        {entry.linkTarget !== undefined && <Fact name={words.pointsTo}>{visibleName(entry.linkTarget)}</Fact>}
        <Fact name={words.permissions}>
          <span className={css['mono']}>{words.mode(modeText(entry.mode), entry.mode)}</span>
        </Fact>
        {first?.owner !== undefined && (
          <Fact name={words.owner}>{words.ownerIs(first.owner.uid, first.owner.gid)}</Fact>
        )}
        {!isFolder && links > 1 && (
          <Fact name={words.links}>
            {words.namesOfOne(links)}
            <Names pool={pool.id} path={entry.path as PoolPath} />
          </Fact>
        )}
        {copies.length > 0 && <Fact name={words.copies}>{copiesWords(entry, copies)}</Fact>}
      </dl>
      {isFolder && usage !== null && <Split pool={pool} usage={usage} />}
    </section>
  );
}

/** The other names of its bytes, as far as the catalog knows them. */
function Names({ pool, path }: { readonly pool: string; readonly path: PoolPath }) {
  const [links, setLinks] = useState<HardLinks | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    host()
      .call('usage.hardLinks', { pool, path }, { signal: abort.signal })
      .then(setLinks)
      // How many there are is known all the same.
      .catch(() => undefined);
    return () => abort.abort();
  }, [pool, path]);
  const others = links?.names.filter((name) => name.path !== path) ?? [];
  if (others.length === 0) return null;
  return (
    <ul className={css['names']}>
      {others.map((name) => (
        <li key={`${name.volume} ${name.path}`}>{visibleName(name.path)}</li>
      ))}
      {links?.more === true && <li className={css['quiet']}>{words.moreNames}</li>}
    </ul>
  );
}

function copiesWords(entry: Entry, copies: readonly Copy[]): string {
  if (entry.type === 'directory') return words.onVolumes(copies.length);
  if (copies.length === 1) return words.oneCopy;
  return entry.conflict ? words.differingCopies(copies.length) : words.sameCopies(copies.length);
}

/** One copy: volume, real path, what it takes there. */
function Place({ pool, copy }: { readonly pool: PoolInfo; readonly copy: Copy }) {
  const volume = volumeOf(pool, copy.volume);
  const name = visibleName(copy.volume);
  const { away, physical } = copy;
  return (
    <li className={css['place']}>
      {volume === undefined ? (
        <span />
      ) : (
        <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} size="large" />
      )}
      <div className={css['placeText']}>
        <div className={css['placeHead']}>
          <b className={css['ellipsis']}>{name}</b>
          <span className={css['quiet']}>
            <span title={formatDayAndClock(copy.mtimeMs)}>{words.placed(copy)}</span>
          </span>
        </div>
        {away !== undefined && (
          <span className={css['quiet']}>{away.vanished === true ? text.vanished : awaySince(away.seenMs)}</span>
        )}
        {physical !== null && (
          <Copyable
            shown={visibleName(physical)}
            value={physical}
            label={words.copyRealOn(name)}
            said={words.realCopied(name)}
          />
        )}
      </div>
    </li>
  );
}
