import { describe, expect, it } from 'vitest';
import { aixDumpMachine } from '../../../machines/hba/aix-adapter-dump.machine.ts';
import { aixEntryMachine } from '../../../machines/hba/aix-adapter-entry.machine.ts';
import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import type { DumpCommand, DumpWrite } from '../../../machines/protocol/aix-dump.ts';
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
import { samAdapterDefaults } from '../../../machines/protocol/sam-parameters.ts';
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

  const dumping = (write: Partial<DumpWrite> = {}) => {
    const device = {
      lun: 'x',
      target: 't',
      initiator: 'ours',
      adapter: 'h',
      params: samAdapterDefaults,
      started: true,
    };
    const bench = fscsi()
      .add(address.adapterDump('h'), aixDumpMachine, { name: 'h', params: samAdapterDefaults, buffer: 'scsi_buf' })
      .add(address.samQueue('x'), samQueueMachine, device)
      .deliver(address.samQueue('x'), { type: 'lunq.pathUp', scsiId: 'first' });
    const call = (command: DumpCommand) =>
      bench.deliver(entry, {
        type: 'devdump.call',
        ...{ command, write: { lun: 'x', spanned: false, gathered: false, ...write }, replyTo: 'proc' },
      });
    call('DUMPINIT');
    call('DUMPSTART');
    bench.takePosted();
    return {
      bench,
      said(command: DumpCommand) {
        call(command);
        return bench.takePosted().map(({ to, message: { type, error } }) => [to, type, error]);
      },
    };
  };

  it('DUMPWRITE is over when it returns', () => {
    const { said, bench } = dumping();
    const before = bench.context(address.samQueue('x'));
    expect(said('DUMPWRITE')).toEqual([['proc', 'devdump.return', 'none']]);
    expect(bench.context(address.samQueue('x'))).toEqual(before);
  });

  it.each([
    ['noResource', 'EIO'],
    ['error', 'EIO'],
    ['timeout', 'ETIMEDOUT'],
  ])('DUMPWRITE, %s: %s', (outcome, error) => {
    const { bench, said } = dumping();
    bench.choose('lunq.dump', { outcome });
    expect(said('DUMPWRITE')).toEqual([['proc', 'devdump.return', error]]);
  });

  it('DUMPWRITE gets EIO while the target is away, EINVAL before SCIOLSTART, spanned or gathered', () => {
    const { bench, said } = dumping();
    bench.deliver(address.samQueue('x'), { type: 'lunq.pathWaits' });
    expect(said('DUMPWRITE')).toEqual([['proc', 'devdump.return', 'EIO']]);
    bench.deliver(address.samQueue('x'), { type: 'lunq.stop', replyTo: 'proc' });
    bench.takePosted();
    expect(said('DUMPWRITE')).toEqual([['proc', 'devdump.return', 'EINVAL']]);
    for (const write of [{ spanned: true }, { gathered: true }]) {
      expect(dumping(write).said('DUMPWRITE')).toEqual([['proc', 'devdump.return', 'EINVAL']]);
    }
  });
});

describe('the special file of a parallel adapter', () => {
  it.each([...samOperations, ...samCommandOperations])('%s is for FCP and iSCSI adapters: EINVAL', (op) => {
    const bench = new AixEntryBench().open().ioctl('SCIOSTART').ioctl(op);
    expect(bench.returned.at(-1)).toBe(`${op} EINVAL`);
  });
});
