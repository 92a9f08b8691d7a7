import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

const inPage = (name: string): string => fileURLToPath(new URL(`app/in-page/${name}.ts`, import.meta.url));

/** What the program takes from Node, in a page. The page runs the program's own code, unchanged. */
const replaced: Readonly<Record<string, string>> = {
  'node:crypto': inPage('digests'),
  'node:fs': inPage('shipped-files'),
  'node:path': inPage('paths'),
};

/** Reading a recorded workload line by line is done by streams that only Node has. */
const nodeOnlyFile = /\/text-lines\.ts$/;

const programInPage = (): Plugin => ({
  name: 'program-in-page',
  enforce: 'pre',
  resolveId: (source) => replaced[source] ?? (nodeOnlyFile.test(source) ? inPage('text-lines') : null),
});

export default defineConfig({
  root: fileURLToPath(new URL('app', import.meta.url)),
  // Works under any address: the server puts a secret into the path, a static site may live in a folder.
  base: './',
  plugins: [programInPage(), solid({ include: [/\.tsx$/] })],
  worker: { format: 'es', plugins: () => [programInPage()] },
  build: {
    outDir: fileURLToPath(new URL('../dist/visualize/app', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    // XState's and, or, not are told apart by the names of functions.
    rolldownOptions: { output: { keepNames: true }, checks: { pluginTimings: false } },
  },
  logLevel: 'warn',
});
