import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { File, Folder, HardDrive } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Completion, Completions } from '../../../shared/places.ts';
import { completePath, endPathEdit, goToTyped } from '../../state/places.ts';
import type { NoPlace } from '../../state/places.ts';
import { go } from '../../state/route.ts';
import { TypedNames } from '../../state/typed-names.ts';
import { Button, cx, Icon, VolumeMark } from '../../ui/index.ts';
import css from './path-field.module.css';
import { words } from './words.ts';

export interface PathFieldProps {
  readonly pool: PoolInfo;
  readonly path: PoolPath;
  /** What was typed already; empty: the open folder, selected. */
  readonly start: string;
}

const nothing: Completions = { items: [], more: false };

/**
 * The path as text. Completions come as one types; arrows choose one, Tab takes it, Enter goes, Escape gives the crumbs
 * back. A combobox with a list, after the ARIA pattern.
 */
export function PathField({ pool, path, start }: PathFieldProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [names] = useState(() => new TypedNames());
  const [text, setText] = useState(() => (start === '' ? names.shown(path) : start));
  const [{ items, more }, setFound] = useState(nothing);
  const [active, setActive] = useState(-1);
  const [failure, setFailure] = useState<NoPlace | null>(null);
  /** Completions are offered for what a person typed, not for what stands there at first. */
  const [typed, setTyped] = useState(start !== '');
  const going = useRef(false);

  useLayoutEffect(() => {
    input.current?.focus();
    if (start === '') input.current?.select();
    else input.current?.setSelectionRange(start.length, start.length);
  }, [start]);

  useEffect(() => {
    if (!typed) return;
    const abort = new AbortController();
    completePath(names.meant(text), abort.signal).then(
      (found) => {
        if (abort.signal.aborted) return;
        setFound(found);
        setActive(-1);
      },
      () => {
        // Without completions the path can still be typed; what is wrong with it is said when one goes there.
        if (!abort.signal.aborted) setFound(nothing);
      },
    );
    return () => abort.abort();
  }, [text, typed, names]);

  const change = (next: string): void => {
    setText(next);
    setTyped(true);
    setFailure(null);
  };

  const take = (item: Completion): void => {
    change(names.shown(item.text));
    setActive(-1);
  };

  const enter = async (wanted: string): Promise<void> => {
    if (going.current) return;
    going.current = true;
    const failed = await goToTyped(names.meant(wanted));
    going.current = false;
    setFound(nothing);
    setFailure(failed);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const { length } = items;
    const chosen = items[Math.max(0, active)];
    if (event.key === 'Escape') endPathEdit(true);
    else if (event.key === 'Enter') void enter(items[active] === undefined ? text : names.shown(items[active].text));
    else if (event.key === 'Tab' && !event.shiftKey && chosen !== undefined) take(chosen);
    else if (event.key === 'ArrowDown' && length > 0) setActive((at) => (at + 1 >= length ? 0 : at + 1));
    else if (event.key === 'ArrowUp' && length > 0) setActive((at) => (at <= 0 ? length - 1 : at - 1));
    else if (event.key === 'ArrowDown') setTyped(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={box}
      className={css['field']}
      onBlur={(event) => {
        const inside = event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget) === true;
        // Another window in front is no reason to lose what was typed.
        if (!inside && document.hasFocus()) endPathEdit(false);
      }}
    >
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={words.path}
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={items.length > 0 ? `${id}-list` : undefined}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={failure !== null || undefined}
        aria-describedby={failure !== null ? `${id}-why` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {items.length > 0 && (
        <div className={css['pop']}>
          <ul id={`${id}-list`} role="listbox" aria-label={words.completions}>
            {items.map((item, index) => (
              <Option
                key={item.text}
                id={`${id}-${index}`}
                pool={pool}
                item={item}
                active={index === active}
                onTake={() => (item.type === 'directory' ? take(item) : void enter(names.shown(item.text)))}
              />
            ))}
          </ul>
          {more && <p className={css['more']}>{words.moreHere}</p>}
        </div>
      )}
      {failure !== null && items.length === 0 && (
        <div className={css['pop']}>
          <div className={css['failure']}>
            <p id={`${id}-why`} role="alert">
              {failure.text}
            </p>
            {failure.nearest !== null && failure.nearest !== path && <Nearest pool={pool} path={failure.nearest} />}
          </div>
        </div>
      )}
    </div>
  );
}

function Nearest({ pool, path }: { readonly pool: PoolInfo; readonly path: PoolPath }) {
  const name = path === rootPath ? pool.name : baseName(path);
  const open = (): void => {
    endPathEdit(false);
    go({ screen: 'files', path });
  };
  return <Button onClick={open}>{words.openNearest(name)}</Button>;
}

interface OptionProps {
  readonly id: string;
  readonly pool: PoolInfo;
  readonly item: Completion;
  readonly active: boolean;
  readonly onTake: () => void;
}

/** Marks that a line has room for. */
const marksShown = 4;

function Option({ id, pool, item, active, onTake }: OptionProps) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const held = pool.volumes.filter(({ name }) => item.volumes.includes(name));
  const icon = item.root !== undefined ? HardDrive : item.type === 'directory' ? Folder : File;
  return (
    <li
      ref={line}
      id={id}
      role="option"
      aria-selected={active}
      className={cx(css['option'], active && css['active'])}
      // The field keeps the keyboard.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <Icon icon={icon} />
      <bdi className={css['name']}>{visibleName(item.name)}</bdi>
      {item.root !== undefined && <span className={css['quiet']}>{words.rootOf(item.root)}</span>}
      <span className={css['marks']} aria-hidden>
        {held.slice(0, marksShown).map((volume) => (
          <VolumeMark key={volume.id} mark={volume.mark} colour={volume.colour} state={volume.state} />
        ))}
      </span>
    </li>
  );
}
