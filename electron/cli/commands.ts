import type { CommandEntry } from './command.ts';

const look = 'Look';
const change = 'Change files';
const balance = 'Space and balance';
const setup = 'Pools and volumes';
const other = 'Other';

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'ls', group: look, summary: 'list folders of the unified tree', load: () => import('./commands/ls.ts') },
  { name: 'tree', group: look, summary: 'draw the tree', load: () => import('./commands/tree.ts') },
  {
    name: 'find',
    group: look,
    summary: 'find entries by name, type, size or time',
    load: () => import('./commands/find.ts'),
  },
  {
    name: 'search',
    group: look,
    summary: 'search names and paths in the catalog, best first',
    load: () => import('./commands/search.ts'),
  },
  { name: 'stat', group: look, summary: 'tell all about an entry', load: () => import('./commands/stat.ts') },
  { name: 'cat', group: look, summary: 'write files to standard output', load: () => import('./commands/cat.ts') },
  {
    name: 'open',
    group: look,
    summary: 'print the real path of a file, or where to write a new one',
    load: () => import('./commands/open.ts'),
  },
  { name: 'locate', group: look, summary: 'print every copy of a file', load: () => import('./commands/locate.ts') },
  {
    name: 'why',
    group: look,
    summary: 'say why a file is where it is, or where a new one would go',
    load: () => import('./commands/why.ts'),
  },
  {
    name: 'duplicates',
    group: look,
    summary: 'find files of the same contents, and move all but one to the trash',
    load: () => import('./commands/duplicates.ts'),
  },

  {
    name: 'put',
    group: change,
    summary: 'copy files of this computer into the pool',
    load: () => import('./commands/put.ts'),
  },
  { name: 'get', group: change, summary: 'copy files out of the pool', load: () => import('./commands/get.ts') },
  { name: 'cp', group: change, summary: 'copy inside the pool', load: () => import('./commands/cp.ts') },
  { name: 'mv', group: change, summary: 'move or rename inside the pool', load: () => import('./commands/mv.ts') },
  { name: 'mkdir', group: change, summary: 'make folders', load: () => import('./commands/mkdir.ts') },
  {
    name: 'touch',
    group: change,
    summary: 'set the time of files, or make empty ones',
    load: () => import('./commands/touch.ts'),
  },
  { name: 'ln', group: change, summary: 'make symbolic and hard links', load: () => import('./commands/ln.ts') },
  { name: 'rmdir', group: change, summary: 'remove empty folders', load: () => import('./commands/rmdir.ts') },
  {
    name: 'rm',
    group: change,
    summary: 'move to the trash of the pool, or delete for ever',
    load: () => import('./commands/rm.ts'),
  },
  {
    name: 'trash',
    group: change,
    summary: 'list the trash, or restore from it',
    load: () => import('./commands/trash.ts'),
  },

  {
    name: 'resolve',
    group: change,
    summary: 'list, compare and decide about copies of one path that differ',
    load: () => import('./commands/resolve.ts'),
  },
  {
    name: 'undo',
    group: change,
    summary: 'take back what was done last, or list what can be undone',
    load: () => import('./commands/undo.ts'),
  },
  { name: 'redo', group: change, summary: 'do again what was undone', load: () => import('./commands/redo.ts') },

  {
    name: 'job',
    group: change,
    summary: 'list, pause, resume, cancel, retry or limit running jobs',
    load: () => import('./commands/job.ts'),
  },

  { name: 'df', group: balance, summary: 'show the space of every volume', load: () => import('./commands/df.ts') },
  { name: 'du', group: balance, summary: 'add up the sizes below a folder', load: () => import('./commands/du.ts') },
  {
    name: 'plan',
    group: balance,
    summary: 'plan moves, look at plans, run them',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'balance',
    group: balance,
    summary: 'even out the volumes: plan and run',
    load: () => import('./commands/balance.ts'),
  },
  { name: 'drain', group: balance, summary: 'empty a volume: plan and run', load: () => import('./commands/drain.ts') },
  {
    name: 'check',
    group: balance,
    summary: 'find (and repair) what is not as it should be',
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'index',
    group: balance,
    summary: 'bring the catalog up to date: what search and usage are answered from',
    load: () => import('./commands/index-catalog.ts'),
  },

  {
    name: 'pool',
    group: setup,
    summary: 'create, list, show, set, forget or import pools',
    load: () => import('./commands/pool.ts'),
  },
  {
    name: 'volume',
    group: setup,
    summary: 'add, list, set or remove volumes',
    load: () => import('./commands/volume.ts'),
  },
  {
    name: 'rule',
    group: setup,
    summary: 'say where new files go by their path',
    load: () => import('./commands/rule.ts'),
  },
  {
    name: 'pin',
    group: setup,
    summary: 'keep what is below a path on one volume',
    load: () => import('./commands/pin.ts'),
  },
  { name: 'policy', group: setup, summary: 'list the placement policies', load: () => import('./commands/policy.ts') },

  { name: 'serve', group: other, summary: 'serve the window to a browser', load: () => import('./commands/serve.ts') },
  {
    name: 'completion',
    group: other,
    summary: 'print a completion script for bash, zsh or fish',
    load: () => import('./commands/completion.ts'),
  },
  { name: 'help', group: other, summary: 'explain a command', load: () => import('./commands/help.ts') },
  { name: 'version', group: other, summary: 'print the version', load: () => import('./commands/version.ts') },
];
