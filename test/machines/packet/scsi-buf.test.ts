import { describe, expect, it } from 'vitest';
import { scsiBufMachine } from '../../../machines/packet/scsi-buf.machine.ts';
import { cardStatuses } from '../../../machines/protocol/sc-buf.ts';
import { adapterStatusValue } from '../../../machines/protocol/scsi-buf.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = 'scsibuf:a';
const filled = {
  type: 'scsibuf.devstrat',
  tag: 'SC_NO_Q',
  flags: [] as string[],
  op: 'read' as string | null,
  direction: 'in',
  timed: true,
  bp: false,
  naca: false,
  autosense: true,
  scsiId: 'first',
};
const fresh = (): Bench => new Bench().add(at, scsiBufMachine, { slot: 'a', owner: 'dd:a' });
/** In no queue, iodone scheduled. */
const returned = (): Bench =>
  ['scsibuf.chained', 'scsibuf.started', 'scsibuf.dequeued'].reduce(
    (bench, type) => bench.deliver(at, { type }),
    fresh().deliver(at, filled),
  );
const good = {
  type: 'scsibuf.iodone',
  more: 'no',
  error: 'none',
  resid: 'zero',
  validity: 'none',
  scsiStatus: null as string | null,
  adapterStatus: null as string | null,
  addAdapStatus: 'none',
  adapQStatus: 'cleared',
  autosense: null as string | null,
  retId: null,
  sense: null,
};
const check = { error: 'EIO', validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_CHECK_CONDITION', resid: 'all' };

describe('who has a scsi_buf', () => {
  it('goes from the head driver through the adapter driver and back', () => {
    const bench = returned().deliver(at, good);
    expect(bench.state(at)).toBe('head');
    expect(bench.posted.map(({ to, message }) => [to, message.type])).toEqual([['dd:a', 'dd.iodone']]);
  });

  it.each([['SC_CLEAR_ACA'], ['SC_LUN_RESET'], ['SC_TARGET_RESET'], ['SC_CLEAR_ACA', 'SC_Q_CLR'], ['SC_Q_RESUME']])(
    'may carry no command but %s %s',
    (...flags) => {
      const bench = fresh().deliver(at, { ...filled, op: null, flags: flags.filter((flag) => flag !== undefined) });
      expect(bench.state(at)).toBe('devstrat');
    },
  );

  it('is started without ever having been chained, and then it is started', () => {
    const bench = fresh().deliver(at, filled).deliver(at, { type: 'scsibuf.started' });
    expect(bench.state(at)).toBe('adapter.started');
  });

  it.each([
    ['is passed to devstrat while the adapter driver has it', [filled, filled]],
    [
      'is started twice',
      [filled, { type: 'scsibuf.chained' }, { type: 'scsibuf.started' }, { type: 'scsibuf.started' }],
    ],
    ['comes to dd_iodone while it is still in a queue', [filled, { type: 'scsibuf.chained' }, good]],
    ['comes back without ever having been given', [good]],
    ['carries a command and SC_CLEAR_ACA', [{ ...filled, flags: ['SC_CLEAR_ACA'] }]],
    ['carries a command and SC_LUN_RESET', [{ ...filled, flags: ['SC_LUN_RESET'] }]],
    ['carries nothing and no flag that says why', [{ ...filled, op: null, flags: ['SC_RESUME'] }]],
  ])('one that %s stops the run', (_, messages) => {
    expect(() => messages.reduce((bench, message) => bench.deliver(at, message), fresh())).toThrow(
      /scsibuf:a in state/,
    );
  });
});

describe('which fields say something when it comes back', () => {
  it.each([
    [{ resid: 'partial' }],
    [{ ...check, autosense: 'MEDIUM_ERROR 11/00' }],
    [check],
    [{ ...check, scsiStatus: 'SC_ACA_ACTIVE' }],
    [{ error: 'EIO', validity: 'SC_ADAPTER_ERROR', adapterStatus: 'SCSI_TRANSPORT_DEAD', addAdapStatus: 'NO_DELAY' }],
    [{ error: 'ENXIO', resid: 'all' }],
    [{ error: 'EINVAL', resid: 'all' }],
  ])('%j', (fields) => {
    const bench = returned().deliver(at, { ...good, ...fields });
    expect(bench.state(at)).toBe('head');
    expect(bench.takePosted()).toMatchObject([{ to: 'dd:a', message: { type: 'dd.iodone', slot: 'a', ...fields } }]);
  });

  it.each([
    ['a status without its bit', { error: 'EIO', scsiStatus: 'SC_BUSY_STATUS' }],
    ['a bit without its status', { error: 'EIO', validity: 'SC_SCSI_ERROR' }],
    ['both statuses', { ...check, adapterStatus: 'SCSI_CMD_TIMEOUT' }],
    ['autosense data without error', { autosense: 'MEDIUM_ERROR 11/00' }],
    ['autosense data beside BUSY', { ...check, scsiStatus: 'SC_BUSY_STATUS', autosense: 'MEDIUM_ERROR 11/00' }],
    [
      'autosense data beside adapter_status',
      {
        error: 'EIO',
        validity: 'SC_ADAPTER_ERROR',
        adapterStatus: 'SCSI_TRANSPORT_FAULT',
        autosense: 'NO_SENSE 00/00',
      },
    ],
    ['SC_GOOD_STATUS as an error', { ...check, scsiStatus: 'SC_GOOD_STATUS' }],
    ['a flushed one whose queue was kept', { error: 'ENXIO', adapQStatus: 'SC_DID_NOT_CLEAR_Q' }],
  ])('%s stops the run', (_, fields) => {
    expect(() => returned().deliver(at, { ...good, ...fields })).toThrow(/scsibuf:a in state iodone/);
  });
});

describe('adapter_status', () => {
  it('is a number: 0x04 and 0x08 are not what these bits mean in general_card_status', () => {
    const bit = (name: (typeof cardStatuses)[number]): number => 1 << cardStatuses.indexOf(name);
    expect([bit('SC_CMD_TIMEOUT'), adapterStatusValue.SCSI_NO_DEVICE_RESPONSE]).toEqual([4, 4]);
    expect([bit('SC_NO_DEVICE_RESPONSE'), adapterStatusValue.SCSI_FUSE_OR_TERMINAL_PWR]).toEqual([8, 8]);
    const values = Object.values(adapterStatusValue);
    expect(values).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });
});
