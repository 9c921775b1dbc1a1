import type { HostInfo } from '../../shared/model.ts';
import type { Engine } from '../engine/api.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import type { HostKind } from './local-place.ts';
import { listenLocally } from './local-socket.ts';
import type { LocalHost, LocalHostOptions } from './local-socket.ts';

/** What a command that joined can have of a host beyond its jobs. */
const capabilities: HostInfo['capabilities'] = {
  pickFolder: false,
  openFile: false,
  showInSystem: false,
  dropPaths: false,
  streams: false,
  windowControls: false,
  openWith: false,
  systemClipboard: false,
  appMenu: false,
  dragOut: false,
};

/** Lets `cfs job` see and steer the jobs of an engine, as long as its process runs. Never throws. */
export function shareJobs(
  engine: Engine,
  kind: HostKind,
  version: string,
  self: Pick<LocalHostOptions, 'owner' | 'isGone' | 'onFault'>,
): Promise<LocalHost> {
  const info = { version, platform: systemName(), home: engine.home, capabilities };
  const handlers = createHandlers(engine, { info });
  return listenLocally({ ...self, home: engine.home, kind, handlers, events: engineEvents(engine) });
}

function systemName(): HostInfo['platform'] {
  const { platform } = process;
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
