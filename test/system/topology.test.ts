import { describe, expect, it } from 'vitest';
import {
  checkTopology,
  defaultTopology,
  parametersOf,
  setParameter,
  topologySchema,
} from '../../src/system/topology.ts';

const target = (name: string, id: number, unit: string, lun = 0) => ({ name, id, logicalUnits: [{ name: unit, lun }] });
const topology = (targets: ReturnType<typeof target>[]) => topologySchema.parse({ targets });

describe('a topology', () => {
  it('has one disk of 64 MiB by default', () => {
    const [first] = defaultTopology().targets;
    expect(first?.logicalUnits).toMatchObject([{ name: 'd0', blocks: 131_072, blockSize: 512 }]);
  });

  it.each([
    [
      'two targets with one id',
      topology([target('t0', 3, 'd0'), target('t1', 3, 'd1')]),
      /SCSI id 3 for both target t0 and target t1/,
    ],
    [
      'a target with the id of the adapter',
      topology([target('t0', 7, 'd0')]),
      /SCSI id 7 for both adapter h0 and target t0/,
    ],
    ['two units with one name', topology([target('t0', 0, 'd0'), target('t1', 1, 'd0')]), /name d0 twice/],
    [
      'two units with one LUN',
      topologySchema.parse({ targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0' }, { name: 'd1' }] }] }),
      /LUN 0 twice in target t0/,
    ],
    [
      'bus phases on a fabric',
      topologySchema.parse({ bus: { kind: 'fabric', grain: 'phase' } }),
      /bus.grain phase with bus.kind fabric; accepted: bus.grain phase with bus.kind parallel/,
    ],
    [
      'a target that keeps an iSCSI session to itself',
      topologySchema.parse({ bus: { kind: 'iscsi' }, parameters: { device: { disconnects: false } } }),
      /device.disconnects false with bus.kind iscsi; accepted: device.disconnects false with bus.kind parallel/,
    ],
    [
      'a fabric below an adapter driver of parallel SCSI',
      topologySchema.parse({ driver: 'scsa', bus: { kind: 'fabric' } }),
      /bus.kind fabric with driver scsa; accepted: bus.kind parallel/,
    ],
    [
      'an unknown parameter',
      topologySchema.parse({ parameters: { sd: { retries: 1 } } }),
      /parameter sd.retries; accepted: .*retryCount/,
    ],
    [
      'a parameter of another kind',
      topologySchema.parse({ parameters: { sd: { retryCount: 'five' } } }),
      /parameter sd.retryCount = "five"; accepted: number/,
    ],
    [
      'a word that the parameter does not take',
      topologySchema.parse({ parameters: { hba: { timerScope: 'lot' } } }),
      /parameter hba.timerScope = "lot"; accepted: slot, packet/,
    ],
    [
      'a list with a word that the parameter does not take',
      topologySchema.parse({ parameters: { hba: { recoveryLadder: ['busReset', 'pray'] } } }),
      /accepted: a list of abortTag, abort, deviceReset, busReset/,
    ],
  ])('is refused with %s', (_, given, message) => {
    expect(() => checkTopology(given, 'x.yaml:1:1')).toThrow(message);
    expect(() => checkTopology(given, 'x.yaml:1:1')).toThrow(/^x\.yaml:1:1: /);
  });

  it('takes parameters one by one', () => {
    expect(parametersOf(setParameter(defaultTopology(), 'retryCount=2')).sd.retryCount).toBe(2);
    expect(parametersOf(setParameter(defaultTopology(), 'sd.autoRequestSense=false')).sd.autoRequestSense).toBe(false);
    expect(
      parametersOf(setParameter(defaultTopology(), 'recoveryLadder=abortTag,busReset')).hba.recoveryLadder,
    ).toEqual(['abortTag', 'busReset']);
    expect(parametersOf(setParameter(defaultTopology(), 'delays.pktTime=500')).delays.pktTime).toBe(500);
  });

  it.each([
    'retryCount',
    'retryCount=-1',
    'retryCount=x',
    'nonsense=1',
    'autoRequestSense=false',
    'sd.autoRequestSense=maybe',
  ])('refuses --set %s', (assignment) => {
    expect(() => setParameter(defaultTopology(), assignment)).toThrow(/got /);
  });
});
