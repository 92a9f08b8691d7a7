import { describe, expect, test } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { machineDefinition } from '../../src/export/definition.ts';
import { scxml, scxmlNamespace } from '../../src/export/scxml.ts';
import { machines } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { awkwardMachine } from './awkward-machine.ts';
import { readXml, type XmlElement } from './strict-xml.ts';

const all: readonly AnyStateMachine[] = [...machines, awkwardMachine];
const stateElements = new Set(['state', 'parallel', 'final']);
const xmlName = /^[A-Za-z_][\w.-]*$/;
const written = (text: string | undefined): string =>
  (text ?? '').replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

/** All states of an SCXML document, each with the element that holds it, in document order. */
function statesIn(parent: XmlElement): readonly { readonly self: XmlElement; readonly parent: XmlElement }[] {
  return parent.children.flatMap((self) => (stateElements.has(self.name) ? [{ self, parent }, ...statesIn(self)] : []));
}
const nodesIn = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesIn)];
const attribute = (element: XmlElement | undefined, key: string): string | undefined => element?.attributes.get(key);
const childrenNamed = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);
const actionNames = (element: XmlElement | undefined): readonly (string | undefined)[] =>
  childrenNamed(element ?? { name: '', attributes: new Map(), children: [], text: '' }, 'sc:action').map((it) =>
    attribute(it, 'name'),
  );

/** A machine, its SCXML read back, and the element of each of its states. */
function exported(machine: AnyStateMachine) {
  const document = readXml(scxml(machineDefinition(machine)));
  const states = statesIn(document);
  const byPath = new Map(states.map(({ self }) => [attribute(self, 'sc:path') ?? '', self] as const));
  const elementOf = (node: AnyStateNode): XmlElement => {
    const found = byPath.get(node.path.join('.'));
    if (!found) throw new Error(`${node.id} is not in the SCXML`);
    return found;
  };
  return { document, states, elementOf, nodes: nodesIn(machine.root) };
}

describe.each(all.map((machine) => [machine.id, machine] as const))('%s as SCXML', (_, machine) => {
  const { document, states, elementOf, nodes } = exported(machine);

  test('is an SCXML 1.0 document with one root state', () => {
    expect(document.name).toBe('scxml');
    expect(Object.fromEntries(document.attributes)).toMatchObject({
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:sc': scxmlNamespace,
      version: '1.0',
      initial: attribute(elementOf(machine.root), 'id'),
    });
    expect(document.children.filter(({ name }) => stateElements.has(name))).toHaveLength(1);
  });

  test('has exactly the states of the machine, nested and started alike', () => {
    expect(states.map(({ self }) => self)).toEqual(nodes.map(elementOf));
    const ids = states.map(({ self }) => attribute(self, 'id') ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(xmlName);
    for (const node of nodes) {
      const element = elementOf(node);
      expect(element.name).toBe(['parallel', 'final'].includes(node.type) ? node.type : 'state');
      const holder = states.find(({ self }) => self === element)?.parent;
      expect(holder).toBe(node.parent ? elementOf(node.parent) : document);
      const [first] = node.type === 'compound' ? node.initial.target : [];
      expect(attribute(element, 'initial')).toBe(first && attribute(elementOf(first), 'id'));
      expect(attribute(element, 'sc:description')).toBe(node.description && written(node.description));
    }
  });

  test('has exactly the transitions of the machine, in the same order', () => {
    for (const node of nodes) {
      const definitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
      const elements = childrenNamed(elementOf(node), 'transition');
      expect(elements).toHaveLength(definitions.length);
      for (const [i, definition] of definitions.entries()) {
        const element = elements[i];
        const entry = transitionIndex.describe(definition);
        const timer = definition.eventType.startsWith('xstate.after.');
        const targets = (definition.target ?? []) as readonly AnyStateNode[];
        if (!timer) expect(attribute(element, 'event') ?? '').toBe(definition.eventType);
        expect(attribute(element, 'target')).toBe(
          targets.length > 0 ? targets.map((target) => attribute(elementOf(target), 'id')).join(' ') : undefined,
        );
        expect(attribute(element, 'type')).toBe(targets.length > 0 && !definition.reenter ? 'internal' : undefined);
        expect(attribute(element, 'sc:id')).toBe(entry?.id);
        expect(attribute(element, 'sc:description')).toBe(definition.description && written(definition.description));
        expect(attribute(element, 'sc:clauses') ?? '').toBe(entry?.source.join(' '));
        expect(attribute(element, 'sc:ignored')).toBe(entry?.ignored);
        expect(actionNames(element)).toEqual(
          definition.actions.map((each) => written(typeof each === 'string' ? each : (each as { type: string }).type)),
        );
        // A condition is a call of guard with values of JSON: whoever reads it back gets the name and the parameters.
        const given = attribute(element, 'cond')?.match(/^guard\((.*)\)$/s)?.[1];
        const guard = definition.guard as string | { type: string; params?: unknown } | undefined;
        const expected = typeof guard === 'string' ? [guard] : guard && [guard.type, guard.params];
        expect(given && JSON.parse(`[${given}]`)).toEqual(expected);
      }
    }
  });

  test('arms each delay on entry, cancels it on exit, and waits for it', () => {
    for (const node of nodes) {
      const element = elementOf(node);
      const [onentry, onexit] = ['onentry', 'onexit'].map((name) => childrenNamed(element, name)[0]);
      const sends = onentry ? childrenNamed(onentry, 'send') : [];
      const delays = [...new Set(node.after.map(({ delay }) => String(delay)))];
      expect(sends.map((send) => attribute(send, 'sc:delay'))).toEqual(delays);
      expect((onexit ? childrenNamed(onexit, 'cancel') : []).map((it) => attribute(it, 'sendid'))).toEqual(
        sends.map((send) => attribute(send, 'id')),
      );
      for (const send of sends) {
        const event = attribute(send, 'event');
        const waiting = childrenNamed(element, 'transition').filter((it) => attribute(it, 'event') === event);
        const name = attribute(send, 'sc:delay');
        expect(waiting).toHaveLength(node.after.filter(({ delay }) => String(delay) === name).length);
        const length = machine.implementations.delays[name ?? ''];
        expect(attribute(send, 'delay')).toBe(typeof length === 'number' ? `${length}ms` : undefined);
      }
      const names = (list: readonly unknown[]) =>
        list.flatMap((each) =>
          typeof each === 'string' ? [written(each)] : typeof each === 'object' ? ['object'] : [],
        );
      expect(actionNames(onentry)).toHaveLength(names(node.entry).length);
      expect(actionNames(onexit)).toHaveLength(names(node.exit).length);
    }
  });

  test('explains every clause it cites', () => {
    const [book] = document.children.filter(({ name }) => name === 'sc:clauses');
    const explained = (book?.children ?? []).filter(({ text }) => text.length > 0).map((it) => attribute(it, 'id'));
    const cited = transitionIndex.transitionsOf(machine).flatMap(({ source }) => source);
    expect(explained).toEqual(expect.arrayContaining([...new Set(cited)]));
  });
});

test('no message type begins with another one and a dot: SCXML would take it for that one', () => {
  const types = [...new Set(machines.flatMap((machine) => machineDefinition(machine).messages))];
  expect(types.filter((type) => types.some((other) => type.startsWith(`${other}.`)))).toEqual([]);
});
