import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { MainViteConfig, PreloadViteConfig, RendererViteConfig } from 'electron-vite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';

const root = import.meta.dirname;
const target = 'node24.18';
/** The one runtime dependency: it loads a native file beside itself. Everything else is bundled. */
const external = ['koffi', /^koffi\//];

/** Entries by name; one that has no source yet is left out, so that the rest can be built. */
function sources(entries: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(entries).map(([name, file]) => [name, join(root, file)] as const);
  return Object.fromEntries(found.filter(([, file]) => existsSync(file)));
}

const roots = sources({ main: 'electron/main.ts', cli: 'electron/cli.ts', server: 'electron/server.ts' });
/** Programs of child processes and of their threads: each is one file without shared chunks, because it lies outside the asar. */
const children = sources({
  'lane-child': 'electron/engine/volume/lane-child.ts',
  'watch-child': 'electron/engine/watch/watch-child.ts',
  'catalog-child': 'electron/engine/catalog/child.ts',
  'catalog-device-thread': 'electron/engine/catalog/device-thread.ts',
  'catalog-read-thread': 'electron/engine/catalog/read-thread.ts',
  'catalog-walk-thread': 'electron/engine/catalog/walk-thread.ts',
  'simulate-thread': 'electron/engine/simulate/simulate-thread.ts',
  'catalog-index-thread': 'electron/engine/catalog/index-thread.ts',
  'plan-desk-thread': 'electron/engine/rebalance/desk-thread.ts',
});

function childPrograms(): Plugin {
  return {
    name: 'cfs-child-programs',
    apply: 'build',
    async writeBundle() {
      for (const [name, entry] of Object.entries(children)) {
        await build({
          configFile: false,
          root,
          logLevel: 'warn',
          publicDir: false,
          ssr: { noExternal: true },
          build: {
            ssr: true,
            outDir: join(root, 'out', 'main'),
            emptyOutDir: false,
            target,
            minify: false,
            rolldownOptions: {
              input: { [name]: entry },
              external,
              output: { format: 'es', entryFileNames: '[name].js', codeSplitting: false },
            },
          },
        });
      }
    },
  };
}

/** Chunks lie beside the entries: paths relative to `import.meta.url` mean the same in each of them. */
const main: MainViteConfig = {
  plugins: [childPrograms()],
  build: {
    outDir: 'out/main',
    target,
    rolldownOptions: {
      input: roots,
      external,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
    },
  },
};

/** A sandboxed preload can load nothing but `electron`: one CommonJS file. */
const preload: PreloadViteConfig = {
  build: {
    outDir: 'out/preload',
    externalizeDeps: false,
    rolldownOptions: {
      input: sources({ preload: 'electron/preload.ts' }),
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
};

const renderer: RendererViteConfig = {
  root: 'renderer',
  plugins: [react()],
  build: {
    outDir: join(root, 'out', 'renderer'),
    minify: true,
    // It is read from the disk of the same computer.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: join(root, 'renderer', 'index.html') },
  },
};

export default defineConfig({
  ...(Object.keys(roots).length > 0 ? { main } : {}),
  ...(existsSync(join(root, 'electron', 'preload.ts')) ? { preload } : {}),
  ...(existsSync(join(root, 'renderer', 'index.html')) ? { renderer } : {}),
});
