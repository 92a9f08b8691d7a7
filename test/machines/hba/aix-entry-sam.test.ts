import { describe, expect, it } from 'vitest';
import { aixEntryMachine } from '../../../machines/hba/aix-adapter-entry.machine.ts';
import {
  adapterOperations,
  commandOperations,
  type EntryOperation,
  samCommandOperations,
  samOperations,
  targetOperations,
} from '../../../machines/protocol/aix-entry.ts';
import { aixAdapterDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { AixEntryBench } from './aix-entry-bench.ts';

const entry = address.aixEntry('h');
const ofDevice = ['SCIOSTART', 'SCIOSTOP', 'SCIOHALT', 'SCIORESET', 'SCIOLUNRST', 'SCIOEVENT'] as const;

/** /dev/fscsi0, which somebody has open; the test is the caller and the adapter driver. */
const fscsi = (kind: 'fcp' | 'iscsi' = 'fcp') =>
  new Bench().add(entry, aixEntryMachine, {
    name: 'h',
    params: { ...aixAdapterDefaults, maximumTransfer: 262_144 },
    configured: true,
    opens: 1,
    kind,
  });
const asked = (op: EntryOperation, more: object = {}) => {
  const words = { lun: 'x', level: 'process', caller: 'kernel', argument: null, mode: 'SC_IM_MODE' };
  const bench = fscsi().deliver(entry, {
    type: 'fp.ioctl',
    ...{ op, ...words, defect: 'no', found: 'no', replyTo: 'proc', ...more },
  });
  return bench.takePosted().map(({ to, message: { type, ...fields } }) => [to, type, fields]);
};

describe('the special file of an FCP or iSCSI adapter', () => {
  it.each(['SCIOLSTART', 'SCIOLSTOP', 'SCIOLHALT', 'SCIOLEVENT'] as const)('%s goes to the adapter driver', (op) => {
    expect(asked(op)).toEqual([['sam:h', `ioctl.${op}`, { lun: 'x', replyTo: 'proc' }]]);
  });

  it.each([
    [{}, 'target'],
    [{ scope: 'target' }, 'target'],
    [{ scope: 'lun' }, 'lun'],
  ])('SCIOLRESET %j resets the %s', (more, scope) => {
    expect(asked('SCIOLRESET', more)).toEqual([['sam:h', 'ioctl.SCIOLRESET', { lun: 'x', scope, replyTo: 'proc' }]]);
  });

  it('IOCINFO tells its maximum transfer', () => {
    const devinfo = { devtype: 'DD_BUS', devsubtype: 'DS_FCP', maximumTransfer: 262_144 };
    expect(asked('IOCINFO')).toEqual([['proc', 'ioctl.return', { op: 'IOCINFO', lun: 'x', error: 'none', devinfo }]]);
  });

  it('and that it is an iSCSI adapter, if it is one', () => {
    const bench = fscsi('iscsi').deliver(entry, {
      type: 'fp.ioctl',
      ...{ op: 'IOCINFO', lun: 'x', level: 'process', caller: 'user', argument: null, mode: 'SC_IM_MODE' },
      ...{ defect: 'no', found: 'no', replyTo: 'proc' },
    });
    expect(bench.takePosted()).toMatchObject([{ message: { error: 'none', devinfo: { devsubtype: 'DS_ISCSI' } } }]);
  });

  it('SCIOLEVENT is for callers in the kernel: EPERM', () => {
    expect(asked('SCIOLEVENT', { caller: 'user' })).toEqual([
      ['proc', 'ioctl.return', { op: 'SCIOLEVENT', lun: 'x', error: 'EPERM' }],
    ]);
  });

  it.each(samCommandOperations)('%s has its command sent', (op) => {
    const argument = { command: 'modeSense', async: false };
    expect(asked(op, { argument, caller: 'user' })).toEqual([
      ['scsii:x', 'command.run', { op, argument, defect: 'no', replyTo: 'proc' }],
    ]);
  });

  it.each([
    ...adapterOperations.filter((op) => op !== 'IOCINFO'),
    ...commandOperations,
    ...targetOperations,
    ...ofDevice,
  ])('%s is for parallel adapters: EINVAL', (op) => {
    expect(asked(op)).toEqual([['proc', 'ioctl.return', { op, lun: 'x', error: 'EINVAL' }]]);
  });

  it('a dump finds no such entry point', () => {
    const bench = fscsi().deliver(entry, { type: 'devdump.call', command: 'DUMPINIT', write: null, replyTo: 'proc' });
    expect(bench.takePosted().map(({ message }) => message)).toEqual([
      { type: 'devdump.return', command: 'DUMPINIT', error: 'ENODEV' },
    ]);
  });
});

describe('the special file of a parallel adapter', () => {
  it.each([...samOperations, ...samCommandOperations])('%s is for FCP and iSCSI adapters: EINVAL', (op) => {
    const bench = new AixEntryBench().open().ioctl('SCIOSTART').ioctl(op);
    expect(bench.returned.at(-1)).toBe(`${op} EINVAL`);
  });
});
