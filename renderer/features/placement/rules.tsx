import { useEffect, useRef, useState } from 'react';
import { Check, Ellipsis, GripVertical, ListFilter, Plus, Tag, TriangleAlert } from 'lucide-react';
import { formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { tagPrefix } from '../../../shared/placement.ts';
import type { PlacementRule, RuleStanding } from '../../../shared/placement.ts';
import { notify, notifyError, speak } from '../../state/notices.ts';
import { setPlacement, useRuleStandings } from '../../state/placement.ts';
import { text } from '../../text.ts';
import { Badge, Button, Checkbox, cx, Empty, Icon, IconButton, Menu, MenuItem, VolumeMark } from '../../ui/index.ts';
import { moved } from './draft.ts';
import css from './placement.module.css';
import { RuleDialog } from './rule-dialog.tsx';
import { keptWords, movedWords, namedWords, policyWords, rulesWords, words } from './words.ts';

/** The rules in their order: each on or off, moved by its handle, by keys or by its menu. */
export function Rules({ pool }: { readonly pool: PoolInfo }) {
  const { rules } = pool;
  const standings = useRuleStandings(pool);
  const [editing, setEditing] = useState<PlacementRule | 'new' | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const handles = useRef(new Map<string, HTMLButtonElement>());
  /** The rule whose handle had the keys when it moved: it keeps them in its new place. */
  const focused = useRef<string | null>(null);
  const unmet = rules.filter(({ glob }) => (standings?.get(glob)?.problem ?? null) !== null).length;

  useEffect(() => {
    if (focused.current !== null) handles.current.get(focused.current)?.focus();
    focused.current = null;
  }, [rules]);

  const set = (next: readonly PlacementRule[]): Promise<boolean> =>
    setPlacement(pool, { rules: next }).then(
      () => true,
      (thrown: unknown) => {
        notifyError(thrown);
        return false;
      },
    );
  const move = async (from: number, to: number, byKey = false): Promise<void> => {
    const next = moved(rules, from, to);
    const glob = rules[from]?.glob ?? '';
    if (next === rules) return;
    focused.current = byKey ? glob : null;
    if (await set(next)) speak(movedWords(glob, to, rules.length));
  };
  const remove = async (rule: PlacementRule): Promise<void> => {
    if (!(await set(rules.filter((one) => one !== rule)))) return;
    const back = (): void => void setPlacement(pool, { rules }).catch(notifyError);
    notify(words.removed(rule.glob), { label: text.undo, run: back });
  };
  const drop = (to: number): void => {
    if (dragged !== null) void move(dragged, to);
    setDragged(null);
    setOver(null);
  };

  return (
    <section aria-labelledby="placement-rules" className={css['section']}>
      <div className={css['heading']}>
        <h2 id="placement-rules">{words.rules}</h2>
        <span className={css['quiet']}>{rulesWords(rules, unmet)}</span>
        <Button variant="bare" icon={Plus} className={css['add']} onClick={() => setEditing('new')}>
          {words.addRule}
        </Button>
      </div>
      {rules.length === 0 && (
        <Empty icon={ListFilter} title={words.noRules}>
          {words.noRulesSay}
        </Empty>
      )}
      {rules.length > 0 && (
        <table className={css['table']}>
          <thead>
            <tr>
              <th scope="col" className={css['handles']}>
                <span className="visually-hidden">{words.order}</span>
              </th>
              <th scope="col" className={css['on']}>
                <span className="visually-hidden">{words.on}</span>
              </th>
              <th scope="col">{words.match}</th>
              <th scope="col" className={css['goTo']}>
                {words.goTo}
              </th>
              <th scope="col" className={css['kept']}>
                {words.kept}
              </th>
              <th scope="col" className={css['count']}>
                {words.files}
              </th>
              <th scope="col" className={css['standing']}>
                {words.standing}
              </th>
              <th scope="col" className={css['more']}>
                <span className="visually-hidden">{words.actions}</span>
              </th>
            </tr>
          </thead>
          {rules.map((rule, index) => {
            const standing = standings?.get(rule.glob);
            const problem = standing?.problem ?? null;
            const name = visibleName(rule.glob);
            return (
              <tbody
                key={rule.glob}
                className={cx(
                  problem !== null && css['warned'],
                  rule.off === true && css['isOff'],
                  over === index && dragged !== null && (dragged < index ? css['after'] : css['before']),
                )}
                onDragOver={(event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  setOver(index);
                }}
                onDrop={(event) => {
                  event.preventDefault();
                  drop(index);
                }}
              >
                <tr>
                  <td>
                    <button
                      type="button"
                      ref={(element) => {
                        if (element === null) handles.current.delete(rule.glob);
                        else handles.current.set(rule.glob, element);
                      }}
                      className={css['handle']}
                      aria-label={words.moveRule(rule.glob, index, rules.length)}
                      title={words.handle}
                      draggable
                      onDragStart={(event) => {
                        event.dataTransfer.effectAllowed = 'move';
                        event.dataTransfer.setData('text/plain', rule.glob);
                        setDragged(index);
                      }}
                      onDragEnd={() => {
                        setDragged(null);
                        setOver(null);
                      }}
                      onKeyDown={(event) => {
                        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
                        event.preventDefault();
                        void move(index, index + (event.key === 'ArrowUp' ? -1 : 1), true);
                      }}
                    >
                      <Icon icon={GripVertical} size={14} />
                    </button>
                  </td>
                  <td>
                    <Checkbox
                      label={words.useRule(rule.glob)}
                      hideLabel
                      checked={rule.off !== true}
                      onChange={(on) => {
                        void set(rules.map((one) => (one === rule ? { ...rule, off: !on } : one)));
                      }}
                    />
                  </td>
                  <th scope="row" className={css['pattern']} title={name}>
                    {name}
                  </th>
                  <td>
                    <GoTo pool={pool} rule={rule} />
                  </td>
                  <td className={css['kept']}>{keptWords(rule)}</td>
                  <td className={css['count']} title={bytesTitle(standing)}>
                    {countWords(standing?.files ?? null)}
                  </td>
                  <td className={css['standing']}>
                    <Standing rule={rule} standing={standing} />
                  </td>
                  <td>
                    <Menu
                      align="end"
                      trigger={<IconButton label={words.actionsFor(rule.glob)} icon={Ellipsis} size="small" />}
                    >
                      <MenuItem onSelect={() => setEditing(rule)}>{words.edit}</MenuItem>
                      <MenuItem disabled={index === 0} onSelect={() => void move(index, index - 1)}>
                        {words.up}
                      </MenuItem>
                      <MenuItem disabled={index === rules.length - 1} onSelect={() => void move(index, index + 1)}>
                        {words.down}
                      </MenuItem>
                      <MenuItem danger onSelect={() => void remove(rule)}>
                        {words.remove}
                      </MenuItem>
                    </Menu>
                  </td>
                </tr>
                {problem !== null && (
                  <tr className={css['problem']}>
                    <td colSpan={2} />
                    <td colSpan={6}>
                      <div className={css['problemLine']}>
                        <p>
                          <b>{problem}</b> {words.refusedNow}
                        </p>
                        <Button onClick={() => setEditing(rule)}>{words.change}</Button>
                      </div>
                    </td>
                  </tr>
                )}
              </tbody>
            );
          })}
        </table>
      )}
      {editing !== null && (
        <RuleDialog pool={pool} rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function countWords(files: number | null): string {
  return files === null ? '–' : formatCount(files);
}

function bytesTitle(standing: RuleStanding | undefined): string | undefined {
  const bytes = standing?.bytes ?? null;
  return bytes === null ? undefined : formatSize(bytes);
}

/** Marks of the volumes, tags, and how one of them is picked. */
function GoTo({ pool, rule }: { readonly pool: PoolInfo; readonly rule: PlacementRule }) {
  const policy = policyWords(rule);
  return (
    <span className={css['named']}>
      {rule.volumes === undefined && <span>{words.anyVolume}</span>}
      {rule.volumes?.map((named) => {
        if (named.startsWith(tagPrefix)) {
          return (
            <Badge key={named} icon={Tag}>
              {namedWords(named)}
            </Badge>
          );
        }
        const volume = pool.volumes.find((one) => one.name === named);
        return (
          <span key={named} className={css['named']}>
            {volume !== undefined && <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />}
            <span className={css['ellipsis']}>{namedWords(named)}</span>
          </span>
        );
      })}
      {policy !== '' && <span className={css['quiet']}>{policy}</span>}
    </span>
  );
}

function Standing({ rule, standing }: { readonly rule: PlacementRule; readonly standing: RuleStanding | undefined }) {
  if (rule.off === true) return <span className={css['quiet']}>{words.off}</span>;
  if (standing === undefined) return null;
  if (standing.problem !== null) {
    return (
      <span className={cx(css['sign'], css['unmet'])}>
        <Icon icon={TriangleAlert} size={14} /> {words.unmet}
      </span>
    );
  }
  return (
    <span className={cx(css['sign'], css['met'])}>
      <Icon icon={Check} size={14} /> {standing.files === 0 ? words.matchesNothing : words.met}
    </span>
  );
}
