import { expect, test } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { configurationOf } from '../../src/system/system-names.ts';
import { checkTopology, type TopologyInput, topologySchema } from '../../src/system/topology.ts';
import { curesOf } from '../../visualize/app/session/cures.ts';

const property = (id: string) => properties.find((each) => each.id === id)!;
const mediumError = 'lu.execute.outcome=MEDIUM_ERROR 11/00';
const system = (input: TopologyInput, ...offered: string[]) =>
  configurationOf(checkTopology(topologySchema.parse(input)), {
    offered: new Set(offered),
    faultBudget: offered.length,
  });

/** The settings of `check --topology sense-lost`. */
const careless = {
  sd: { queueWithoutArq: true, senseWhileOthersInTransport: true, taggedQueueing: false },
  hba: { autoRequestSense: 'none', startNextBeforeCallback: 'always' },
} as const;

test('sense data that are lost: the cures that are explored as systems of their own', () => {
  const { settings } = curesOf(property('Q4'), system({ parameters: careless }, mediumError));
  expect(settings).toEqual(
    expect.arrayContaining([
      'hba.autoRequestSense=settable', // sense-kept-by-arq
      'sd.queueWithoutArq=false', // sense-kept-by-throttle
      'hba.startNextBeforeCallback=never', // sense-kept-by-order
    ]),
  );
  expect(settings.filter((each) => /^(device|aix|sam)|taggedQueueing=true|autoRequestSense=none/.test(each))).toEqual(
    [],
  );
});

test('a setting is a cure only where it alone is enough', () => {
  const found = system({ parameters: careless }, mediumError);
  for (const setting of curesOf(property('Q4'), found).settings) {
    const [path = '', value = ''] = setting.split('=');
    const [layer = '', name = ''] = path.split('.');
    const before = careless as Readonly<Record<string, object>>;
    const parameters = { ...before, [layer]: { ...before[layer], [name]: value === 'false' ? false : value } };
    expect(property('Q4').expected(system({ parameters } as TopologyInput, mediumError)), setting).toBe('holds');
  }
});

test('what happened is named where the property would hold without it', () => {
  const found = system(
    { driver: 'aix', parameters: { aixDisk: { commandTagQueuing: true, queueDepth: 2 } } },
    mediumError,
    'bus.finish.transfer=unexpectedBusFree',
  );
  expect(property('aix-I25').expected(found)).toBe('fails');
  expect(curesOf(property('aix-I25'), found).happenings).toContain('bus.finish.transfer=unexpectedBusFree');
});
