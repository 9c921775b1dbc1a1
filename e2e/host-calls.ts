import type { Page } from '@playwright/test';
import type { Input, MethodName } from '../shared/contract.ts';
import { secretKey, webSocketPath, webSocketProtocols } from '../shared/session.ts';

type Call = { readonly [Name in MethodName]: readonly [Name, Input<Name>] }[MethodName];

/** Stands for the id of the job that the call before it started. */
export const lastJob = '{last job}';

/** Calls methods of the host one after the other, as the window that is open does: over a socket with its secret. */
export async function callHost(page: Page, calls: readonly Call[]): Promise<void> {
  const secret = (await page.evaluate((key) => sessionStorage.getItem(key), secretKey)) ?? '';
  const protocols = webSocketProtocols(secret);
  await page.evaluate(
    async ({ path, protocols, calls, lastJob }) => {
      const address = new URL(path, window.location.href);
      address.protocol = 'ws:';
      const socket = new WebSocket(address, [...protocols]);
      const next = (type: 'hello' | 'reply'): Promise<{ readonly output?: unknown }> =>
        new Promise((resolve, reject) => {
          const read = (event: MessageEvent<string>): void => {
            const frame = JSON.parse(event.data) as { readonly t: string; readonly output?: unknown };
            if (frame.t !== type && frame.t !== 'failure') return;
            socket.removeEventListener('message', read);
            if (frame.t === type) resolve(frame);
            else reject(new Error(event.data));
          };
          socket.addEventListener('message', read);
        });
      await next('hello');
      let job = '';
      for (const [id, [method, input]] of calls.entries()) {
        const answer = next('reply');
        const text = JSON.stringify({ t: 'call', id, method, input });
        socket.send(text.replace(lastJob, job));
        const { output } = await answer;
        if (typeof output === 'object' && output !== null && 'jobId' in output) job = String(output.jobId);
      }
      socket.close();
    },
    { path: webSocketPath, protocols, calls, lastJob },
  );
}
