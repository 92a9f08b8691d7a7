import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vitest/config';

const root = join(import.meta.dirname, '..');
const compiled = ['machines', 'src', join('visualize', 'chart'), join('visualize', 'server')].map((each) => each + sep);

/** What is imported is taken from `dist`: it is the program as users have it, and need not be transformed file by file. */
export const fromDist: Plugin = {
  name: 'from-dist',
  enforce: 'pre',
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith('.') || !source.endsWith('.ts')) return null;
    const file = relative(root, join(dirname(importer), source));
    if (!compiled.some((folder) => file.startsWith(folder))) return null;
    return { id: join(root, 'dist', file.replace(/\.ts$/, '.js')), external: true };
  },
};
