import { citedClauses, type MachineDefinition, type Named, type TransitionDefinition } from './definition.ts';
import { stateNames } from './state-names.ts';
import { type Element, element, xmlText } from './xml-text.ts';

/** Namespace of everything in the exported SCXML that SCXML itself has no word for. */
export const scxmlNamespace = 'urn:scsi-statecharts:scxml:1';

const HOW_TO_READ = `
  The root of the machine is the one child of scxml, because scxml itself cannot have transitions.
  A cond calls guard(name, params), which the host supplies: a guard is known by its name.
  sc:action stands for a named action. It sends messages to other machines, or has an effect; a host maps the name.
  A delay is a send on entry and a cancel on exit; delay is its default length, sc:delay its name.
  sc:id is the id of a transition in traces and coverage; sc:clauses names sc:clause elements at the end.
  sc:ignored: the message is expected here, and nothing is done about it, for the reason given.
  Not in here: the data (context) of the machine, and what its named guards and actions do.
`;

/** A machine as SCXML 1.0 (W3C, 2015). */
export function scxml(machine: MachineDefinition): string {
  const name = stateNames(machine, '.', /[^A-Za-z0-9_-]/g);
  // A name of XML does not begin with a digit or hyphen.
  const id = (path: string): string => name(path).replace(/^(?=[0-9-])/, '_');
  const childrenOf = (path: string) => machine.states.filter(({ parent }) => parent === path);
  const timerId = (delay: string, path: string): string => `after.${delay.replace(/[^A-Za-z0-9_-]/g, '_')}.${id(path)}`;

  const transition = (each: TransitionDefinition): Element =>
    element(
      'transition',
      {
        event: each.trigger === 'after' ? timerId(each.event ?? '', each.state) : each.event,
        cond: each.guard && condition(each.guard),
        target: each.targets.length > 0 ? each.targets.map(id).join(' ') : null,
        // Without a target nothing is left either way.
        type: each.reenter || each.targets.length === 0 ? null : 'internal',
        'sc:id': each.id,
        'sc:after': each.trigger === 'after' ? each.event : null,
        'sc:description': each.description,
        'sc:clauses': each.clauses.join(' ') || null,
        'sc:ignored': each.ignored,
      },
      each.actions.map(action),
    );

  const state = (path: string): Element => {
    const own = machine.states.find((it) => it.path === path);
    if (!own) throw new Error(`${machine.id} has no state '${path}'`);
    const arm = own.timers.map((delay) => {
      const ms = machine.delays.find((it) => it.name === delay)?.ms ?? null;
      return element('send', {
        event: timerId(delay, path),
        id: timerId(delay, path),
        delay: ms === null ? null : `${ms}ms`,
        delayexpr: ms === null ? `delay(${JSON.stringify(delay)})` : null,
        'sc:delay': delay,
      });
    });
    const disarm = own.timers.map((delay) => element('cancel', { sendid: timerId(delay, path) }));
    const entry = [...own.entry.map(action), ...arm];
    const exit = [...disarm, ...own.exit.map(action)];
    return element(
      own.kind === 'parallel' || own.kind === 'final' ? own.kind : 'state',
      {
        id: id(path),
        initial: own.initial === null ? null : id(own.initial),
        'sc:path': path || null,
        'sc:description': own.description,
        'sc:clauses': own.clauses.join(' ') || null,
        'sc:tags': own.tags.join(' ') || null,
      },
      [
        ...(entry.length > 0 ? [element('onentry', {}, entry)] : []),
        ...(exit.length > 0 ? [element('onexit', {}, exit)] : []),
        ...machine.transitions.filter((it) => it.state === path).map(transition),
        ...childrenOf(path).map((child) => state(child.path)),
      ],
    );
  };

  const clauses = Object.entries(citedClauses([machine])).map(([key, { document, section, says, confidence }]) =>
    element('sc:clause', { id: key, document, section, confidence }, says),
  );
  const root = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:sc': scxmlNamespace,
      version: '1.0',
      datamodel: 'ecmascript',
      name: machine.id,
      initial: id(''),
    },
    [state(''), ...(clauses.length > 0 ? [element('sc:clauses', {}, clauses)] : [])],
  );
  return xmlText(root, HOW_TO_READ);
}

const withParams = ({ type, params }: Named): string =>
  [type, ...(params === undefined ? [] : [params])].map((each) => JSON.stringify(each)).join(', ');

const condition = (guard: Named): string => `guard(${withParams(guard)})`;

const action = ({ type, params }: Named): Element =>
  element('sc:action', { name: type, params: params === undefined ? null : JSON.stringify(params) });
