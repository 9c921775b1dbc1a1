import type { PolicyName } from '../../../shared/model.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';

const descriptions: Readonly<Record<PolicyName, string>> = {
  balanced: 'by share of free space, so that all volumes fill up together (default)',
  'most-free': 'the volume with the most free bytes',
  'round-robin': 'one volume after the other',
  'first-fit': 'the first volume, in the order of the pool, that has room',
};

export const register: Register = (program, bind) => {
  const policy = program.command('policy').description('Placement policies: they pick the volume of a new file.');
  policy.command('list').description('List the policies.').action(bind(list));
};

function list(context: Context): Promise<void> {
  const { out } = context;
  const policies = Object.entries(descriptions);
  if (out.json) for (const [name, description] of policies) out.object({ name, description });
  else if (out.nul) for (const [name] of policies) out.name(name);
  else for (const line of tableLines(policies)) out.line(line);
  return Promise.resolve();
}
