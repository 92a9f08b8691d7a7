/** The file system that a page has: the scenarios that are shipped, and texts that were put there. */
const shipped = import.meta.glob<string>('../../../src/scenario/library/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const texts = new Map(
  Object.entries(shipped).map(([path, text]) => [`/library/${path.slice(path.lastIndexOf('/') + 1)}`, text]),
);

/** Names of the shipped scenarios. */
export const shippedScenarios = (): string[] =>
  [...texts.keys()].map((path) => path.slice('/library/'.length, -'.yaml'.length)).sort();

export const scenarioPath = (name: string): string => `/library/${name}.yaml`;

/** Puts a file there, under a path of its own. */
export const putFile = (path: string, text: string): void => {
  texts.set(path, text);
};

const encoder = new TextEncoder();

export function readFileSync(path: string): Uint8Array {
  const text = texts.get(path);
  if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
  return encoder.encode(text);
}

const refused = (): never => {
  throw new Error('a page has no disk images');
};

// Images behind logical units exist on a computer only.
export const statSync = (): undefined => undefined;
export const [openSync, closeSync, readSync, writeSync, fsyncSync, fstatSync, fdatasyncSync] = Array.from(
  { length: 7 },
  () => refused,
);
export const existsSync = (path: string): boolean => texts.has(path);
export const constants = {};
