import { describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import type { Verdict } from '../../../machines/properties/property.ts';
import { configurationOf } from '../../../src/system/system-names.ts';
import { type Driver, kindFor, type TopologyInput, topologySchema } from '../../../src/system/topology.ts';

type Given = {
  readonly driver?: Driver;
  readonly parameters?: TopologyInput['parameters'];
  readonly slots?: number;
  readonly offered?: readonly string[];
  readonly faultBudget?: number;
};

function expected(id: string, given: Given): Verdict | undefined {
  const topology = topologySchema.parse({
    ...(given.driver ? { driver: given.driver, bus: { kind: kindFor(given.driver) } } : {}),
    targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: given.slots ?? 2 }] }],
    parameters: given.parameters ?? {},
  });
  const configuration = configurationOf(topology, {
    offered: new Set(given.offered ?? ['lu.execute.outcome=MEDIUM_ERROR 11/00']),
    faultBudget: given.faultBudget ?? 1,
  });
  return properties.find((property) => property.id === id)?.expected(configuration);
}

const reckless = {
  sd: { queueWithoutArq: true },
  hba: { autoRequestSense: 'none', startNextBeforeCallback: 'always' },
} as const;

describe('sense data can be lost', () => {
  it('when four things meet', () => {
    expect(expected('Q4', { parameters: reckless })).toBe('fails');
    expect(expected('sense-lost', { parameters: reckless })).toBe('holds');
  });

  it.each([
    ['automatic REQUEST SENSE', { parameters: { ...reckless, hba: { startNextBeforeCallback: 'always' } } }],
    ['the callback first', { parameters: { ...reckless, hba: { autoRequestSense: 'none' } } }],
    ['no queueing without sense', { parameters: { hba: reckless.hba } }],
    ['one command at a time', { parameters: reckless, slots: 1 }],
  ] as const)('but not with %s', (_, given) => {
    expect(expected('Q4', given)).toBe('holds');
    expect(expected('sense-lost', given)).toBe('fails');
  });
});

describe('verdicts that depend on the configuration', () => {
  it('a CHECK CONDITION alone touches nobody, until the driver resets the device because it comes again', () => {
    const verdict = (given: Given = {}) => expected('check-condition-alone', given);
    const often = { faultBudget: 3 } as const;
    expect(verdict()).toBe('holds');
    expect(verdict(often)).toBe('fails');
    expect(verdict({ ...often, parameters: { sd: { resetRetryThreshold: 3 } } })).toBe('holds');
    expect(verdict({ ...often, offered: ['lu.execute.outcome=ILLEGAL_REQUEST 21/00'] })).toBe('holds');
    expect(verdict({ parameters: { device: { qErr: 'abort' } } })).toBeUndefined();
    expect(verdict({ offered: ['target.command.arrival=hang'] })).toBeUndefined();
  });

  it('a command that hangs comes back only if it has a time limit', () => {
    const offered = ['target.command.arrival=hang'];
    expect(expected('I11', { offered, slots: 1 })).toBe('holds');
    expect(expected('I11', { offered, slots: 1, parameters: { sd: { pktTimeZero: true } } })).toBe('fails');
    expect(expected('I11', { parameters: { sd: { pktTimeZero: true } } })).toBe('holds');
  });

  it('a command that hangs beside others is missed only if it has a countdown of its own', () => {
    const offered = ['target.command.arrival=hang'];
    expect(expected('I11', { offered, slots: 2 })).toBe('fails');
    expect(expected('I11', { offered, slots: 2, parameters: { hba: { timerScope: 'packet' } } })).toBe('holds');
    expect(expected('I11', { slots: 2 })).toBe('holds');
  });

  it('QUEUE FULL is a livelock only if the world never stops saying it', () => {
    const offered = ['target.command.arrival=queueFull'];
    expect(expected('D1-queue-full', { offered })).toBe('holds');
    expect(expected('D1-queue-full', { offered, faultBudget: Number.POSITIVE_INFINITY })).toBe('fails');
    expect(expected('D1-queue-full', { faultBudget: Number.POSITIVE_INFINITY })).toBe('holds');
  });

  it('retrying without sensing is a livelock only without automatic sense, with queueing, in a world without mercy', () => {
    const parameters = { sd: { queueWithoutArq: true }, hba: { autoRequestSense: 'none' } } as const;
    const faultBudget = Number.POSITIVE_INFINITY;
    expect(expected('Q7-ends', { parameters, faultBudget })).toBe('fails');
    expect(expected('Q7-ends', { parameters })).toBe('holds');
    expect(expected('Q7-ends', { faultBudget })).toBe('holds');
    expect(expected('Q7-ends', { parameters, faultBudget, slots: 1 })).toBe('holds');
  });

  it('a place is free for another command when its own has ended, unless the adapter leaves that to the device', () => {
    expect(expected('B7-place', {})).toBe('holds');
    expect(expected('B7-place', { parameters: { hba: { recoveryLadder: ['abortTag'] } } })).toBeUndefined();
    const aix = (name: string, driver: Driver, parameters: TopologyInput['parameters']) =>
      expected(name, { driver, parameters });
    expect(aix('aix-place', 'aix', {})).toBe('holds');
    expect(aix('aix-place', 'aix', { aixAdapter: { deviceClearsQueue: true } })).toBeUndefined();
    expect(aix('aix-sam-place', 'aix-fcp', { samAdapter: { deviceClearsQueue: true } })).toBe('holds');
  });

  it('the next command goes before REQUEST SENSE where the driver queues without automatic sense', () => {
    expect(expected('Q3', {})).toBe('holds');
    expect(expected('Q3', { parameters: reckless })).toBe('fails');
    expect(expected('Q3', { parameters: { hba: reckless.hba } })).toBe('holds');
  });
});
