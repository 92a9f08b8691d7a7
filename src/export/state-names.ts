import type { MachineDefinition } from './definition.ts';

/**
 * Names for the states of a machine in a language that allows few characters, by path: the id of the machine and the
 * path, with `separator` between the keys and `_` for what is unwanted. A name that another state has already gets a
 * number.
 */
export function stateNames(
  { id, states }: MachineDefinition,
  separator: string,
  unwanted: RegExp,
): (path: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const plain = (key: string): string => key.replace(unwanted, '_');
  for (const { path, parent, key } of states) {
    const name = parent === null ? plain(id) : `${names.get(parent)}${separator}${plain(key)}`;
    let free = name;
    for (let n = 2; taken.has(free); n += 1) free = `${name}_${n}`;
    taken.add(free);
    names.set(path, free);
  }
  return (path) => {
    const name = names.get(path);
    if (name === undefined) throw new Error(`${id} has no state '${path}'`);
    return name;
  };
}
