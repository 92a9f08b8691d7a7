import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
/** @xstate/inspect is from the repository of xstate, and under its licence. */
const bundled = ['xstate', 'ws', 'fast-safe-stringify'];

/** What is copied keeps its licence. */
const licences = (): Plugin => ({
  name: 'licences',
  generateBundle() {
    const fromHere = createRequire(join(here, 'vendor.mjs'));
    const fromInspect = createRequire(fromHere.resolve('@xstate/inspect/package.json'));
    const texts = bundled.map((name) => {
      const manifest = (name === 'ws' ? fromHere : fromInspect).resolve(`${name}/package.json`);
      return `${name === 'xstate' ? 'xstate, @xstate/inspect' : name}\n\n${readFileSync(join(dirname(manifest), 'LICENSE'), 'utf8')}`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES', source: texts.join('\n\n') });
  },
});

/** One file of what the protocol of @xstate/inspect needs, with its own XState 4. */
export default defineConfig({
  root: here,
  plugins: [licences()],
  ssr: { noExternal: true },
  build: {
    ssr: 'vendor.mjs',
    outDir: fileURLToPath(new URL('../../dist/visualize/xstate-inspect', import.meta.url)),
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: {
      // Faster variants that ws takes when they are installed.
      external: ['bufferutil', 'utf-8-validate'],
      output: { entryFileNames: 'vendor.mjs' },
      checks: { pluginTimings: false },
    },
  },
  logLevel: 'warn',
});
