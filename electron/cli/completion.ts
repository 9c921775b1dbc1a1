/** Completion scripts, generated from the commands, so that they cannot fall behind. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface CompletionWords {
  readonly name: string;
  readonly summary: string;
  /** Subcommands and long options. */
  readonly words: readonly string[];
}

export function completionScript(
  shell: Shell,
  commands: readonly CompletionWords[],
  globals: readonly string[],
): string {
  return { bash, zsh, fish }[shell](commands, globals);
}

function bash(commands: readonly CompletionWords[], globals: readonly string[]): string {
  const cases = commands.map(({ name, words }) => `    ${name}) words="${[...words, ...globals].join(' ')}" ;;`);
  return [
    '_cfs() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" command="" words i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    case "${COMP_WORDS[i]}" in --pool) ((i++)) ;; -*) ;; *) command="${COMP_WORDS[i]}"; break ;; esac',
    '  done',
    '  case "$command" in',
    `    "") words="${[...commands.map(({ name }) => name), ...globals].join(' ')}" ;;`,
    ...cases,
    '    *) words="" ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _cfs cfs',
  ].join('\n');
}

function zsh(commands: readonly CompletionWords[], globals: readonly string[]): string {
  return ['autoload -U +X bashcompinit && bashcompinit', bash(commands, globals)].join('\n');
}

function fish(commands: readonly CompletionWords[], globals: readonly string[]): string {
  const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const lines = ['complete -c cfs -f -n __fish_use_subcommand'];
  for (const { name, summary, words } of commands) {
    lines.push(`complete -c cfs -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`);
    const condition = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
    for (const word of words) {
      lines.push(`complete -c cfs ${condition} ${word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`}`);
    }
  }
  for (const option of globals) lines.push(`complete -c cfs -l ${option.slice(2)}`);
  return lines.join('\n');
}
