import {
  ArrowRight,
  Ban,
  ChevronDown,
  Copy,
  Equal,
  EqualNot,
  File,
  FileQuestionMark,
  FileSymlink,
  Folder,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { formatCount, formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import { baseName, parentPath, parsePath } from '../../../shared/path.ts';
import type { Answer, EntryType, Job, PoolInfo, Question, QuestionSide } from '../../../shared/model.ts';
import { draft, isOpen } from '../../state/decisions.ts';
import { volumeOf } from '../../state/pool.ts';
import { Badge, cx, Icon, Menu, MenuCheckItem, MenuItem, MenuSeparator, PathText, VolumeMark } from '../../ui/index.ts';
import css from './decisions.module.css';
import { answerHint, answerWords, contentsWords, doneWords, words } from './words.ts';

const typeIcons: Readonly<Record<EntryType, LucideIcon>> = {
  file: File,
  directory: Folder,
  symlink: FileSymlink,
  other: FileQuestionMark,
};
const answerIcons: Readonly<Record<Answer, LucideIcon>> = { replace: ArrowRight, 'keep-both': Copy, skip: Ban };
/** Letters that choose, on a decision that has the focus. */
const keys: Readonly<Record<string, Answer>> = { r: 'replace', k: 'keep-both', s: 'skip' };

interface SideProps {
  readonly side: QuestionSide;
  readonly other: QuestionSide;
  readonly pool: PoolInfo;
  readonly label: string;
  /** Times that a coarse file system rounded are the same time: then none is newer. */
  readonly sameTime: boolean;
}

/** Size, time and volume of one of the two; what is larger and newer is told. */
function Side({ side, other, pool, label, sameTime }: SideProps) {
  const volume = side.volume === '' ? undefined : volumeOf(pool, side.volume);
  const comparable = side.type === other.type && side.type !== 'directory';
  const newer = comparable && !sameTime && side.mtimeMs > other.mtimeMs;
  return (
    <div role="cell" className={css['side']} data-label={label}>
      <Icon icon={typeIcons[side.type]} size={18} className={side.type === 'directory' ? css['folder'] : css['file']} />
      <span className={css['figures']}>
        <span className={cx(css['size'], comparable && side.size > other.size && css['larger'])}>
          {volume !== undefined && (
            <VolumeMark
              mark={volume.mark}
              colour={volume.colour}
              state={volume.state}
              name={visibleName(volume.name)}
            />
          )}
          {side.type === 'directory' ? words.folder : side.type === 'symlink' ? words.link : formatSize(side.size)}
          {comparable && side.size > other.size && <i>{words.larger}</i>}
        </span>
        <span className={cx(css['time'], newer && css['newer'])}>
          {formatDay(side.mtimeMs)}
          {newer && <i>{words.newer}</i>}
        </span>
      </span>
    </div>
  );
}

function Contents({ question }: { readonly question: Question }) {
  const said = contentsWords(question);
  if (question.contents === 'same') {
    return (
      <Badge tone="success" icon={Equal}>
        {said}
      </Badge>
    );
  }
  if (question.contents === 'comparing') return <span className={css['quiet']}>{said}</span>;
  return (
    <Badge {...(question.contents === 'different' || question.kind === 'types' ? { icon: EqualNot } : {})}>
      {said}
    </Badge>
  );
}

interface ChoiceProps {
  readonly question: Question;
  readonly chosen: Answer | null;
  readonly job: Job;
  /** Open ones of its kind. */
  readonly alike: number;
}

/** The control of one decision: a menu, or one letter. */
function Choice({ question, chosen, job, alike }: ChoiceProps) {
  const [forAlike, setForAlike] = useState(false);
  const shown = chosen === null ? words.choose : answerWords(chosen);
  const choose = (answer: Answer): void => draft(question, answer, forAlike && alike > 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = keys[event.key.toLowerCase()];
    if (answer === undefined || !question.choices.includes(answer)) return;
    event.preventDefault();
    draft(question, answer, event.shiftKey);
  };
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className={cx(css['choice'], chosen === null && css['undecided'])}
          aria-label={words.decisionFor(baseName(parsePath(question.path)), shown)}
          aria-keyshortcuts="R K S"
          onKeyDown={onKeyDown}
        >
          <span>{shown}</span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {question.choices.map((answer) => (
        <MenuItem
          key={answer}
          icon={answerIcons[answer]}
          onSelect={() => choose(answer)}
          shortcut={answerHint(answer, job, visibleName(question.keepBothAs))}
        >
          {answerWords(answer)}
        </MenuItem>
      ))}
      {alike > 1 && <MenuSeparator />}
      {alike > 1 && (
        <MenuCheckItem checked={forAlike} stay onSelect={() => setForAlike(!forAlike)}>
          {words.alike(formatCount(alike))}
        </MenuCheckItem>
      )}
    </Menu>
  );
}

export interface RowProps extends ChoiceProps {
  readonly pool: PoolInfo;
  readonly sides: readonly [string, string];
}

/** One name that is taken: both sides, whether their contents are the same, and the choice. */
export function DecisionRow({ question, chosen, job, alike, pool, sides }: RowProps) {
  const path = parsePath(question.path);
  const name = visibleName(baseName(path));
  return (
    <div role="row" className={cx(css['row'], !isOpen(question) && css['settled'])}>
      <div role="cell" className={css['name']}>
        <span title={name}>{name}</span>
        <em>
          <PathText path={parentPath(path)} />
        </em>
      </div>
      <Side
        side={question.incoming}
        other={question.existing}
        pool={pool}
        label={sides[0]}
        sameTime={question.kind === 'same-time'}
      />
      <Side
        side={question.existing}
        other={question.incoming}
        pool={pool}
        label={sides[1]}
        sameTime={question.kind === 'same-time'}
      />
      <div role="cell" className={css['contents']}>
        <Contents question={question} />
      </div>
      <div role="cell" className={css['decision']}>
        {isOpen(question) ? (
          <Choice question={question} chosen={chosen} job={job} alike={alike} />
        ) : (
          <span className={css['quiet']} title={doneWords(question)}>
            {doneWords(question)}
          </span>
        )}
      </div>
    </div>
  );
}
