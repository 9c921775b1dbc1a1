import type { ServerResponse } from 'node:http';
import { newNonce, respond } from './respond.ts';

/** The page for a tab that has no session: how to open CFS. Needs no script and nothing from elsewhere. */
export function respondClosed(response: ServerResponse, status: 200 | 401, why: string): void {
  const nonce = newNonce();
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>CFS is not open in this tab</title>
<style nonce="${nonce}">
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; }
code { font-family: ui-monospace, monospace; }
</style>
</head>
<body>
<main>
<h1>CFS is not open in this tab</h1>
<p>${why}</p>
<p>To open it here, run the command that starts it again (<code>npm start</code> or <code>cfs serve --open</code>), or
open the address that it printed, if nobody has used it yet. An address works once, for ten minutes.</p>
</main>
</body>
</html>
`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  respond(response, status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }, page);
}
