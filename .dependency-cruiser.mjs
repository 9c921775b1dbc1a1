/** Imports go one way (DESIGN.md, "Layout"). */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    forbid('no-circles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }, 'modules form a tree'),
    forbid(
      'shared-is-pure',
      { path: '^shared/', pathNot: '\\.test\\.ts$' },
      { path: '^(electron|renderer|e2e)/' },
      'shared imports only shared',
    ),
    forbid(
      'shared-no-node',
      { path: '^shared/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
      'shared needs no Node',
    ),
    forbid(
      'renderer-only-shared',
      { path: '^renderer/' },
      { path: '^(electron|e2e)/' },
      'the renderer knows only shared',
    ),
    forbid('renderer-no-node', { path: '^renderer/' }, { dependencyTypes: ['core'] }, 'the renderer has no Node'),
    forbid(
      'features-apart',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
      'a feature never imports another feature',
    ),
    forbid(
      'engine-only-shared',
      { path: '^electron/engine/' },
      { path: '^(electron/(?!engine)|renderer/|e2e/)' },
      'the engine knows neither host nor desktop',
    ),
    forbid(
      'engine-no-electron',
      { path: '^electron/(engine|host/(?!ipc)|cli)' },
      { path: '^electron$|node_modules/electron/' },
      'only desktop, ipc, main and preload touch electron',
    ),
    forbid(
      'host-types-only',
      { path: '^electron/host/', pathNot: '\\.test\\.ts$' },
      { path: '^electron/engine/', dependencyTypesNot: ['type-only'] },
      'the host uses the engine by type; roots wire it',
    ),
    forbid(
      'engine-order-volume',
      { path: '^electron/engine/volume/', pathNot: '\\.test\\.ts$' },
      { path: '^electron/engine/(pool|transfer|rebalance|placement|watch)/' },
      'volume <- pool <- transfer <- rebalance',
    ),
    forbid(
      'engine-order-pool',
      { path: '^electron/engine/pool/', pathNot: '\\.test\\.ts$' },
      { path: '^electron/engine/(transfer|rebalance|watch)/' },
      'volume <- pool <- transfer <- rebalance',
    ),
    forbid(
      'engine-order-transfer',
      { path: '^electron/engine/transfer/', pathNot: '\\.test\\.ts$' },
      { path: '^electron/engine/rebalance/' },
      'volume <- pool <- transfer <- rebalance',
    ),
    forbid(
      'placement-pure',
      { path: '^electron/engine/placement/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
      'placement does no I/O',
    ),
    forbid(
      'planner-pure',
      { path: '^electron/engine/rebalance/(planner|even|drain|bounds)', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
      'the planner does no I/O',
    ),
    forbid(
      'merge-pure',
      { path: '^electron/engine/pool/merge', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
      'merging does no I/O',
    ),
    forbid(
      'one-watcher',
      { pathNot: '^electron/engine/watch/' },
      { path: 'node_modules/chokidar' },
      'engine/watch is the only place that watches',
    ),
    forbid(
      'one-ffi',
      { pathNot: '^electron/engine/volume/posix' },
      { path: 'node_modules/koffi' },
      'posix.ts is the one FFI file',
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
