/**
 * `npm run dev:web`: the window with hot reload in a browser, against a host of its own. The host is the built one; start
 * this again after a change below electron/. Arguments go to the host.
 */
import react from '@vitejs/plugin-react';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { createServer } from 'vite';
import type { ProxyOptions } from 'vite';
import { hostPrefix } from '../shared/session.ts';
import { build } from './launch/build.ts';

const root = join(import.meta.dirname, '..');
await build(root);

const server = join(root, 'out', 'main', 'server.js');
const host = spawn(process.execPath, [server, '--port', '0', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
host.on('exit', (code) => process.exit(code ?? 1));
process.on('exit', () => host.kill());

/** To the host, as if its own page had asked: it answers nobody else. */
function proxy(origin: string, ws: boolean): ProxyOptions {
  return {
    target: origin,
    changeOrigin: true,
    ws,
    configure: (proxied) => {
      proxied.on('proxyReq', (request) => {
        if (request.hasHeader('origin')) request.setHeader('origin', origin);
      });
      proxied.on('proxyReqWs', (request) => request.setHeader('origin', origin));
    },
  };
}

for await (const line of createInterface({ input: host.stdout })) {
  const address = new URL(line);
  const vite = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    plugins: [react()],
    server: {
      host: '127.0.0.1',
      // Vite's own WebSocket has a token in its address too.
      proxy: { [`^${hostPrefix}`]: proxy(address.origin, true), '^/\\?token=': proxy(address.origin, false) },
    },
  });
  await vite.listen();
  const [own = ''] = vite.resolvedUrls?.local ?? [];
  process.stdout.write(`${own.replace(/\/$/, '')}/${address.search}\n`);
}
