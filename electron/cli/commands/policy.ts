import { policySentences } from '../../../shared/placement.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { registerSimulate } from '../simulate.ts';
import { tableLines } from '../table.ts';

export const register: Register = (program, bind) => {
  const policy = program.command('policy').description('Placement policies: they pick the volume of a new file.');
  policy.command('list').description('List the policies.').action(bind(list));
  registerSimulate(policy, bind);
};

function list(context: Context): Promise<void> {
  const { out } = context;
  const policies = Object.entries(policySentences);
  if (out.json) for (const [name, description] of policies) out.object({ name, description });
  else if (out.nul) for (const [name] of policies) out.name(name);
  else for (const line of tableLines(policies)) out.line(line);
  return Promise.resolve();
}
