import { type AnyStateMachine, type AnyStateNode, not } from 'xstate';
import { rewritten, type Text } from '../rules/variant.ts';
import { type Mutant, type OperatorName, textOf } from './mutant.ts';
import {
  actionsOf,
  entriesAndExits,
  listName,
  replaceRows,
  rowsOf,
  stateIn,
  type TransitionList,
  transitionLists,
} from './transition-place.ts';

/** Every operator applied to every transition of a machine, in the order of its text. Equal texts are left out. */
export function operatorMutants(machine: AnyStateMachine): Mutant[] {
  const text = textOf(machine);
  return [
    ...transitionLists(text).flatMap((list) =>
      rowsOf(text, list).flatMap((row, n) => [
        ...dropped(machine, list, n),
        ...retargeted(machine, list, n, row),
        ...negated(machine, list, n, row),
        ...swapped(machine, list, n),
        ...silenced(machine, list, n, row),
      ]),
    ),
    ...entriesAndExits(text).flatMap(({ state, when }) => {
      const actions = actionsOf(stateIn(text, state)[when]);
      const near = transitionLists(text)
        .filter((list) => state.every((key, depth) => list.state[depth] === key))
        .map((list) => `${machine.id}: ${listName(list)}`);
      return actions.map((action, i) => ({
        ...mutant(
          machine,
          'silence',
          `${state.join('.') || '(root)'}: ${when} ${i}`,
          `without '${nameOf(action)}'`,
          undefined,
          (it) => {
            stateIn(it, state)[when] = actionsOf(stateIn(it, state)[when]).filter((_, at) => at !== i);
          },
        ),
        near,
      }));
    }),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Does the same as the other row whenever both may be taken. */
const sameEffect = (a: Text, b: Text | undefined): boolean =>
  b !== undefined && same([a['target'], a['actions'], a['reenter']], [b['target'], b['actions'], b['reenter']]);

function dropped(machine: AnyStateMachine, list: TransitionList, n: number): Mutant[] {
  const rows = rowsOf(textOf(machine), list);
  const [row, next] = [rows[n], rows[n + 1]];
  // The next row stands in for it.
  if (row && next?.['guard'] === undefined && sameEffect(row, next)) return [];
  return [
    mutant(machine, 'drop', `${listName(list)} #${n}`, guardedBy(row), { list, row: n }, (text) => {
      replaceRows(
        text,
        list,
        rowsOf(text, list).filter((_, at) => at !== n),
      );
    }),
  ];
}

/** To the state that its neighbours start in, or, where that is the target already, to the next of them. */
function retargeted(machine: AnyStateMachine, list: TransitionList, n: number, row: Text): Mutant[] {
  if (row['target'] === undefined || Array.isArray(row['target'])) return [];
  const target = definitionOf(machine, list, n)?.target?.[0];
  const parent = target?.parent;
  if (!target || !parent) return [];
  const siblings = Object.values(parent.states).filter(({ type }) => type !== 'history');
  if (parent.type === 'parallel' || siblings.length < 2) return [];
  const initial = siblings.find(({ key }) => key === initialKey(parent));
  const other = initial && initial !== target ? initial : siblings[(siblings.indexOf(target) + 1) % siblings.length];
  if (!other || other === target) return [];
  const path = `#${machine.root.id}.${other.path.join('.')}`;
  return [
    mutant(
      machine,
      'retarget',
      `${listName(list)} #${n}`,
      `to ${other.path.join('.')} instead of ${target.path.join('.')}`,
      { list, row: n },
      (text) => {
        replaceRows(
          text,
          list,
          rowsOf(text, list).map((each, at) => (at === n ? { ...each, target: path } : each)),
        );
      },
    ),
  ];
}

function negated(machine: AnyStateMachine, list: TransitionList, n: number, row: Text): Mutant[] {
  const { guard } = row;
  if (guard === undefined) return [];
  return [
    mutant(machine, 'negate', `${listName(list)} #${n}`, `when not ${guardedBy(row)}`, { list, row: n }, (text) => {
      replaceRows(
        text,
        list,
        rowsOf(text, list).map((each, at) => (at === n ? { ...each, guard: not(guard as never) } : each)),
      );
    }),
  ];
}

/** A guarded row after the next one, if that is guarded too (behind a row without guard it would be left out). */
function swapped(machine: AnyStateMachine, list: TransitionList, n: number): Mutant[] {
  const rows = rowsOf(textOf(machine), list);
  const [row, next] = [rows[n], rows[n + 1]];
  if (row?.['guard'] === undefined || next?.['guard'] === undefined) return [];
  if (same(row['guard'], next['guard']) || sameEffect(row, next)) return [];
  return [
    mutant(
      machine,
      'swap',
      `${listName(list)} #${n}`,
      `${guardedBy(next)} is asked before ${guardedBy(row)}`,
      { list, row: n },
      (text) => {
        const all = [...rowsOf(text, list)];
        const [first] = all.splice(n, 1);
        if (first) all.splice(n + 1, 0, first);
        replaceRows(text, list, all);
      },
    ),
  ];
}

function silenced(machine: AnyStateMachine, list: TransitionList, n: number, row: Text): Mutant[] {
  const actions = actionsOf(row['actions']);
  return actions.map((action, i) =>
    mutant(
      machine,
      'silence',
      `${listName(list)} #${n} ${i}`,
      `without '${nameOf(action)}'`,
      { list, row: n },
      (text) => {
        replaceRows(
          text,
          list,
          rowsOf(text, list).map((each, at) =>
            at === n ? { ...each, actions: actionsOf(each['actions']).filter((_, k) => k !== i) } : each,
          ),
        );
      },
    ),
  );
}

function mutant(
  machine: AnyStateMachine,
  operator: OperatorName,
  where: string,
  says: string,
  changed: { readonly list: TransitionList; readonly row: number } | undefined,
  change: (text: Text) => void,
): Mutant {
  return {
    id: `${machine.id}: ${where}: ${operator}`,
    machine,
    operator,
    says,
    needs: changed && needsOf(machine, operator, changed.list, changed.row),
    build: () => rewritten(machine, change),
  };
}

/** A guard matters whenever the list is looked at; all else only where the row is the one that is taken. */
function needsOf({ id }: AnyStateMachine, operator: OperatorName, list: TransitionList, row: number): Mutant['needs'] {
  const name = `${id}: ${listName(list)}`;
  if (operator === 'swap') return { pair: `${name} #${row}` };
  return operator === 'negate' ? { lists: [name] } : { transition: `${name} #${row}` };
}

const nameOf = (named: unknown): string =>
  typeof named === 'string'
    ? named
    : typeof named === 'object' && named !== null && 'type' in named
      ? `${String(named.type)}${'params' in named ? ` ${JSON.stringify(named.params)}` : ''}`
      : '(combined)';

const guardedBy = (row: Text | undefined): string =>
  row?.['guard'] === undefined ? 'whatever holds' : `'${nameOf(row['guard'])}'`;

const initialKey = (node: AnyStateNode): string | undefined => {
  const { initial } = node.config;
  return typeof initial === 'string' ? initial : undefined;
};

/** XState's own definition of a row, with its targets looked up. */
function definitionOf(
  machine: AnyStateMachine,
  { state, on, event }: TransitionList,
  n: number,
): { readonly target?: readonly AnyStateNode[] | undefined } | undefined {
  let node: AnyStateNode = machine.root;
  for (const key of state) {
    const child = node.states[key];
    if (!child) return undefined;
    node = child;
  }
  if (on === 'always') return node.always?.[n];
  if (on === 'on') return node.transitions.get(event)?.[n];
  for (const [type, definitions] of node.transitions)
    if (type.startsWith(`xstate.after.${event}.`)) return definitions[n];
  return undefined;
}
