import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../../machines/hba/scsa-hba.machine.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const area = variantsOf(adapterCommandMachine);
const queue = variantsOf(adapterQueueMachine);
const adapter = variantsOf(scsaHbaMachine);

/** What an adapter does with a packet, with the queue of a unit, and with the bus, broken. */
export const adapterVariants: readonly NamedVariant[] = [
  area('callback twice', 'hba-one-callback', (text) => {
    guarded(rowsFor(state(text, 'life.completing'), 'area.deliver'), undefined)['actions'] = [
      'call pkt_comp',
      'call pkt_comp',
    ];
  }),
  area('ARQ recursion', 'arq-not-for-itself', (text) => {
    without(alwaysOf(state(text, 'life.transport.statusReceived')), 'this is the auto-request-sense command');
  }),
  area('sense without being asked', 'arq-needs-capability', (text) => {
    without(alwaysOf(state(text, 'life.transport.statusReceived')), 'auto-rqsense is off');
  }),
  area('STATE_ARQ_DONE not set', 'arq-fills-block', (text) => {
    for (const row of rowsFor(state(text, 'life.transport.sensing'), 'area.senseDone'))
      silent(row, 'pkt_state |= STATE_ARQ_DONE');
  }),
  area('the sense bytes stay in the adapter', 'arq-fills-block', (text) => {
    silent(
      guarded(rowsFor(state(text, 'life.transport.sensing'), 'area.senseDone'), undefined),
      'copy the sense bytes into the status block',
    );
  }),
  area('a timeout without STAT_TIMEOUT', 'timeout-marks-all-active', (text) => {
    for (const row of rowsFor(state(text, 'life.transport.onBus'), 'area.expired'))
      silent(row, 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED');
  }),
  area('a selection timeout is CMD_CMPLT', 'hba-selection-timeout', (text) => {
    silent(
      guarded(rowsFor(state(text, 'life.transport.onBus.selecting'), 'area.selectionTimeout'), undefined),
      'pkt_reason := CMD_INCOMPLETE',
    );
  }),
  area('bad parity is not seen', 'hba-data-parity', (text) => {
    without(rowsFor(state(text, 'life.transport.onBus'), 'area.completed'), 'a parity error was seen');
  }),
  area('a lost selection is forgotten', 'hba-selection-lost', (text) => {
    const row = guarded(rowsFor(state(text, 'life.transport.onBus.selecting'), 'area.selectionLost'), undefined);
    delete row['actions'];
  }),
  area('the clock of a packet is never stopped', 'timeout-clock-on-bus', (text) => {
    delete state(text, 'clock.running')['always'];
  }),
  queue('reset delay ignored', 'reset-delay', (text) => {
    delete state(text, 'throttle')['on'];
  }),
  queue('FLAG_HEAD goes to the end', 'hba-flag-head', (text) => {
    without(rowsFor(state(text, 'turn'), 'queue.offer'), 'the packet has FLAG_HEAD');
  }),
  queue('an untagged unit takes more than one', 'hba-no-queueing-untagged', (text) => {
    without(rowsFor(state(text, 'turn'), 'queue.offer'), 'the unit is untagged, busy, and the adapter does not queue');
  }),
  queue('more commands than the throttle', 'hba-busy-when-throttled', (text) => {
    without(rowsFor(state(text, 'turn'), 'queue.offer'), 'the unit is tagged and its throttle reached');
  }),
  queue('QUEUE FULL never comes to the driver', 'qfull-to-driver', (text) => {
    without(rowsFor(state(text, 'turn'), 'queue.full'), 'no QUEUE FULL retries are left');
  }),
  queue('the next start does not wait for the callback', 'hba-callback-before-next', (text) => {
    delete rowsFor(state(text, 'callback.returned'), 'queue.finished')[0]?.['target'];
  }),
  queue('tags with commands active', 'cap-tagged-idle', (text) => {
    without(rowsFor(text, 'queue.setcap'), 'tagged-qing with commands active');
  }),
  adapter('the first rung is the last', 'timeout-next-rung', (text) => {
    guarded(rowsFor(state(text, 'ours.MESSAGE'), 'hba.messageSent'), 'the message failed, for a timeout')['actions'] =
      'the recovery is done';
  }),
  adapter('a reset that failed worked', 'reset-may-fail', (text) => {
    guarded(rowsFor(state(text, 'ours.MESSAGE'), 'hba.messageSent'), 'the message failed, for the target driver')[
      'actions'
    ] = ['the call returns 1', 'the recovery is done'];
  }),
  adapter('target drivers are not told of RST', 'reset-notify', (text) => {
    for (const row of rowsFor(text, 'hba.busReset')) silent(row, 'tell every target driver');
  }),
  adapter('RST is not acknowledged', 'reset-external', (text) => {
    for (const row of rowsFor(text, 'hba.busReset')) silent(row, 'acknowledge RST');
  }),
  adapter('old agreements after RST', 'hba-renegotiate', (text) => {
    for (const row of rowsFor(text, 'hba.busReset')) silent(row, 'negotiate with every target again');
  }),
  adapter('an unknown reselection is accepted', 'hba-reselection', (text) => {
    const row = rowsFor(state(text, 'theirs.checking'), 'adapter.invalidReselection')[0];
    if (row) delete row['actions'];
  }),
];
