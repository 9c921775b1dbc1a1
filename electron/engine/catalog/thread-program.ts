/**
 * Where the program of a thread is: its source beside this file, or its bundle beside the one that this is part of. A
 * packaged application has the bundles of threads outside its archive.
 */
export function threadProgram(name: 'index-thread' | 'walk-thread'): URL {
  const isSource = import.meta.url.endsWith('.ts');
  const url = new URL(isSource ? `./${name}.ts` : `./catalog-${name}.js`, import.meta.url);
  url.pathname = url.pathname.replace('/app.asar/', '/app.asar.unpacked/');
  return url;
}
