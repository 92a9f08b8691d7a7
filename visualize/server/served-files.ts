import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.ts';

/** A file of the built inspector. */
export type ServedFile = { readonly path: string; readonly type: string };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.gz': 'application/octet-stream',
};

/** Folder of the built inspector. */
export const builtApp = (): string => join(packageRoot(), 'dist', 'visualize', 'app');

/**
 * The built files by the address under which they are served. What is not in this list is not served: no path that a
 * client names ever reaches the file system.
 */
export function builtFiles(folder = builtApp()): ReadonlyMap<string, ServedFile> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Error(`the inspector is not built: there is no ${join(folder, 'index.html')} (npm run build)`);
  }
  const files = new Map<string, ServedFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = relative(folder, path).split(sep).join('/');
    files.set(address, { path, type: types[extname(path)] ?? 'application/octet-stream' });
  }
  const index = files.get('index.html');
  if (index) files.set('', index);
  return files;
}
