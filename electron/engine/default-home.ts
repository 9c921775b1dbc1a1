import envPaths from 'env-paths';

/**
 * The folder of configuration and state: `CFS_HOME`, else the platform's usual place for a program's data
 * (`~/.local/share/cfs` on Linux).
 */
export function defaultHome(): string {
  const given = process.env['CFS_HOME'];
  return given !== undefined && given !== '' ? given : envPaths('cfs', { suffix: '' }).data;
}
