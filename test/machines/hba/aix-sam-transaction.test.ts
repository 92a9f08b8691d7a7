import { describe, expect, it } from 'vitest';
import { samTransactionMachine } from '../../../machines/hba/aix-sam-transaction.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const unit = { lun: 'x', target: 't0', initiator: 'ours', adapter: 'h' };

describe('a transaction in the hardware', () => {
  const slot = address.exchange('a');
  const facts = { tag: 'SC_SIMPLE_Q', op: 'read', direction: 'in', timed: true, naca: true, autosense: true };
  const start = (words: Record<string, unknown> = {}): Message =>
    ({ type: 'exchange.start', adapter: 'ok', ...facts, scsiId: 'first', ...words }) as Message;
  const completed = { type: 'exchange.completed', status: 'GOOD', resid: 'partial', sense: null } as const;
  const noResponse = { type: 'exchange.noResponse' };
  const gone = { type: 'exchange.lost' };
  const drop = { type: 'exchange.drop' };

  const made = () => new Bench().add(slot, samTransactionMachine, { slot: 'a', ...unit });
  const given = (bench: Bench, ...messages: readonly Message[]): Bench => {
    for (const message of messages) bench.deliver(slot, message);
    bench.takePosted();
    return bench;
  };
  const said = (bench: Bench) => bench.takePosted().map(({ to, message }) => ({ to, ...message }));
  const sent = () => given(made(), start());
  const now = (bench: Bench) => [bench.state(slot), ...bench.armed(), bench.context(slot)['facts'] === null];
  const clock = `${slot} timeoutValue`;

  it.each([
    ['SC_NO_Q', 'untagged'],
    ['SC_SIMPLE_Q', 'simple'],
    ['SC_HEAD_OF_Q', 'head'],
    ['SC_ORDERED_Q', 'ordered'],
    ['SC_ACA_Q', 'aca'],
  ])('is sent as the task that q_tag_msg %s says, and its time begins', (tag, attribute) => {
    const bench = made().deliver(slot, start({ tag }));
    const { op, direction, naca } = facts;
    const command = { type: 'transport.sendCommand', initiator: 'ours', target: 't0', lun: 'x', slot: 'a', op };
    const request = { ...command, direction, naca, attribute, delivery: 'ok' };
    expect(said(bench)).toEqual([{ to: 'sam:h', type: 'fcport.send', request }]);
    expect(now(bench)).toEqual(['active.sent', clock, false]);
  });

  it('never leaves an adapter that fails', () => {
    const bench = made().deliver(slot, start({ adapter: 'SCSI_HOST_IO_BUS_ERR' }));
    const ended = { type: 'lunq.ended', slot: 'a', status: null, adapter: 'SCSI_HOST_IO_BUS_ERR', sense: null };
    const told = { to: 'sam:h', type: 'fcport.failed', adapter: 'SCSI_HOST_IO_BUS_ERR' };
    expect(said(bench)).toEqual([told, { to: 'samq:x', ...ended, resid: 'all' }]);
    expect(now(bench)).toEqual(['idle', true]);
  });

  it.each(['SCSI_TRANSPORT_BUSY', 'SCSI_VERIFY_DEVICE'])('has not failed with %s: nobody else is told', (adapter) => {
    const bench = made().deliver(slot, start({ adapter }));
    expect(said(bench)).toMatchObject([{ to: 'samq:x', type: 'lunq.ended', adapter }]);
    expect(now(bench)).toEqual(['idle', true]);
  });

  it('ends with the status of the device', () => {
    const bench = sent().deliver(slot, completed);
    const ended = { type: 'lunq.ended', slot: 'a', status: 'GOOD', adapter: null, resid: 'partial', sense: null };
    expect(said(bench)).toEqual([{ to: 'samq:x', ...ended }]);
    expect(now(bench)).toEqual(['idle', true]);
  });

  it.each([
    [noResponse, 'lunq.unanswered', 'active.unanswered'],
    [gone, 'lunq.lost', 'active.lost'],
  ])('is not over when the port says %j: its time goes on', (message, type, state) => {
    const bench = sent().deliver(slot, message);
    expect(said(bench)).toEqual([{ to: 'samq:x', type, slot: 'a' }]);
    expect(now(bench)).toEqual([state, clock, false]);
    bench.fire(slot, 'timeoutValue');
    expect(said(bench)).toEqual([{ to: 'samq:x', type: 'lunq.timeout', slot: 'a' }]);
    expect(now(given(bench, drop))).toEqual(['idle', true]);
  });

  it('is told when its time is over, if there is a limit, and can still end', () => {
    const bench = sent().fire(slot, 'timeoutValue');
    expect(said(bench)).toEqual([{ to: 'samq:x', type: 'lunq.timeout', slot: 'a' }]);
    expect(now(given(bench, completed))).toEqual(['idle', true]);
    const patient = given(made(), start({ timed: false })).fire(slot, 'timeoutValue');
    expect([said(patient), now(patient)]).toEqual([[], ['active.sent', false]]);
  });

  it('is forgotten when its queue gives it back, and the place can be used again', () => {
    const bench = given(sent(), drop);
    expect(now(bench)).toEqual(['idle', true]);
    expect(now(given(bench, start()))).toEqual(['active.sent', clock, false]);
  });
});
