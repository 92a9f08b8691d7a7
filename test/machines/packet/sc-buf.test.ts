import { describe, expect, it } from 'vitest';
import { scBufMachine } from '../../../machines/packet/sc-buf.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = 'scbuf:a';
const filled = {
  type: 'scbuf.devstrat',
  tag: 'SC_NO_Q',
  flags: [] as string[],
  op: 'read' as string | null,
  direction: 'in',
  noDisconnect: false,
  async: false,
  timed: true,
  bp: false,
};
const gathered = { ...filled, op: 'write' as string | null, direction: 'out', gathered: 'process' };
const uioFilled = { type: 'scbuf.uioFilled' };
const fresh = (): Bench => new Bench().add(at, scBufMachine, { slot: 'a', owner: 'dd:a' });
/** In no queue, iodone scheduled. */
const returned = (): Bench =>
  ['scbuf.chained', 'scbuf.started', 'scbuf.dequeued'].reduce(
    (bench, type) => bench.deliver(at, { type }),
    fresh().deliver(at, filled),
  );
const good = {
  type: 'scbuf.iodone',
  more: 'no',
  error: 'none',
  resid: 'zero',
  validity: 'none',
  scsiStatus: null as string | null,
  cardStatus: null as string | null,
  adapQStatus: 'cleared',
  sense: null,
};

const gatheredBack = [uioFilled, gathered, { type: 'scbuf.dequeued' }, good];

describe('who has an sc_buf', () => {
  it('goes from the head driver through the adapter driver and back', () => {
    const bench = returned().deliver(at, good);
    expect(bench.state(at)).toBe('head');
    expect(bench.posted.map(({ to, message }) => [to, message.type])).toEqual([['dd:a', 'dd.iodone']]);
  });

  it.each([
    ['is passed to devstrat while the adapter driver has it', [filled, filled]],
    ['is started twice', [filled, { type: 'scbuf.chained' }, { type: 'scbuf.started' }, { type: 'scbuf.started' }]],
    ['comes to dd_iodone while it is still in a queue', [filled, { type: 'scbuf.chained' }, good]],
    ['comes back without ever having been given', [good]],
    ['carries a command and SC_Q_CLR', [{ ...filled, flags: ['SC_Q_CLR'] }]],
    ['carries nothing and no flag that says why', [{ ...filled, op: null }]],
    ['is gathered, and whose uio nobody has filled', [gathered]],
    ['is gathered, and carries SC_Q_CLR', [uioFilled, { ...gathered, flags: ['SC_Q_CLR'] }]],
    ['is gathered, and carries no command', [uioFilled, { ...gathered, op: null }]],
    ['is gathered and tried again with the uio that the adapter driver may have changed', [...gatheredBack, gathered]],
  ])('an sc_buf that %s stops the run', (_, messages) => {
    expect(() => messages.reduce((bench, message) => bench.deliver(at, message), fresh())).toThrow(/scbuf:a in state/);
  });
});

describe('a gathered write', () => {
  it('goes out when its uio was filled, and again when it was filled again', () => {
    const bench = [...gatheredBack, uioFilled, gathered].reduce((b, message) => b.deliver(at, message), fresh());
    expect(bench.state(at)).toBe('devstrat');
  });

  it('does not stand in the way of an ordinary command', () => {
    const bench = [...gatheredBack, filled].reduce((b, message) => b.deliver(at, message), fresh());
    expect(bench.state(at)).toBe('devstrat');
  });
});

describe('which fields say something when it comes back', () => {
  it.each([
    [{ resid: 'partial' }],
    [{ error: 'EIO', validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_BUSY_STATUS', resid: 'all' }],
    [{ error: 'EIO', validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_CMD_TIMEOUT', resid: 'all' }],
    [{ error: 'ENXIO', resid: 'all' }],
    [{ error: 'EINVAL', resid: 'all' }],
  ])('%j', (fields) => {
    expect(
      returned()
        .deliver(at, { ...good, ...fields })
        .state(at),
    ).toBe('head');
  });

  it.each([
    ['a status without its bit', { error: 'EIO', scsiStatus: 'SC_BUSY_STATUS' }],
    ['a bit without its status', { error: 'EIO', validity: 'SC_SCSI_ERROR' }],
    ['the status of the other bit', { error: 'EIO', validity: 'SC_ADAPTER_ERROR', scsiStatus: 'SC_BUSY_STATUS' }],
    [
      'both statuses',
      { error: 'EIO', validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_BUSY_STATUS', cardStatus: 'SC_CMD_TIMEOUT' },
    ],
    ['a bit without B_ERROR', { validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_BUSY_STATUS' }],
    ['SC_GOOD_STATUS as an error', { error: 'EIO', validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_GOOD_STATUS' }],
    ['a flushed one with a status', { error: 'ENXIO', validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_RESET' }],
    ['a flushed one whose queue was kept', { error: 'ENXIO', adapQStatus: 'SC_DID_NOT_CLEAR_Q' }],
  ])('%s stops the run', (_, fields) => {
    expect(() => returned().deliver(at, { ...good, ...fields })).toThrow(/scbuf:a in state iodone/);
  });
});
