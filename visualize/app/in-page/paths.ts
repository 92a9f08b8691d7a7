/** As `node:path` has them, for the absolute paths of shipped files. */
export const dirname = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const resolve = (folder: string, path: string): string =>
  path.startsWith('/') ? path : `${folder}/${path.replace(/^\.\//, '')}`;
