import { parallelCommandMachine } from '../../../machines/bus/parallel-command.machine.ts';
import { logicalUnitMachine } from '../../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const bus = variantsOf(parallelCommandMachine);
const target = variantsOf(targetMachine);
const unit = variantsOf(logicalUnitMachine);
const tasks = variantsOf(taskSetMachine);

/** What the bus and the device do, broken. */
export const deviceVariants: readonly NamedVariant[] = [
  bus('RST leaves the connection', 'bus-rst-forgets', (text) => {
    const [row] = rowsFor(text, 'bus.assertReset');
    if (row) silent(row, 'forget every connection and request');
  }),
  bus('a selection that nobody answers never ends', 'bus-selection-timeout', (text) => {
    delete state(text, 'SELECTION')['after'];
  }),
  bus('an unexpected bus free looks like the end', 'bus-unexpected-free', (text) => {
    without(rowsFor(state(text, 'CONNECTED'), 'bus.finish'), 'the target leaves the bus instead');
  }),
  bus('bad parity is good data', 'bus-data-parity', (text) => {
    without(rowsFor(state(text, 'CONNECTED'), 'bus.finish'), 'the data came with bad parity');
  }),
  bus('the loser of a selection is not told', 'bus-selection-lost', (text) => {
    const row = guarded(alwaysOf(state(text, 'ARBITRATION')), 'a target won to reselect');
    silent(row, 'hba.selectionLost for each selection that waits');
  }),
  target('a target that does not let go of the bus', 'target-disconnects', (text) => {
    without(rowsFor(state(text, 'selected'), 'port.queued'), 'the connected command takes time and may disconnect');
  }),
  target('the same status twice', 'target-reselects', (text) => {
    silent(guarded(rowsFor(state(text, 'off the bus'), 'target.reconnected'), undefined), 'the answer is given');
  }),
  target('BUS DEVICE RESET leaves the tasks', 'target-bus-device-reset', (text) => {
    silent(
      guarded(rowsFor(state(text, 'off the bus'), 'target.message'), 'the message is BUS DEVICE RESET'),
      'tasks.reset by device reset',
    );
  }),
  target('RST leaves the tasks', 'target-bus-reset', (text) => {
    const [row] = rowsFor(text, 'target.busReset');
    if (row) silent(row, 'tasks.reset by bus reset');
  }),
  tasks('tag kept after bus reset', 'task-reset', (text) => {
    const [row] = rowsFor(state(text, 'admission.listening'), 'tasks.reset');
    if (row) silent(row, 'end all tasks');
  }),
  tasks('status after ABORT', 'task-abort', (text) => {
    guarded(rowsFor(state(text, 'admission.listening'), 'tasks.message'), 'the message is ABORT')['actions'] = [
      'void all commands of this initiator',
    ];
  }),
  tasks('BUSY instead of QUEUE FULL', 'task-queue-full', (text) => {
    guarded(alwaysOf(state(text, 'admission.room')), 'no room for a tagged command')['actions'] = [
      'answer BUSY',
      'the examination is over',
    ];
  }),
  tasks('HEAD OF QUEUE goes to the end', 'task-head-of-queue', (text) => {
    without(alwaysOf(state(text, 'admission.queueing')), 'HEAD OF QUEUE');
  }),
  tasks('CHECK CONDITION without contingent allegiance', 'task-allegiance-begins', (text) => {
    const row = guarded(
      rowsFor(state(text, 'admission.listening'), 'tasks.reported'),
      'the status was CHECK CONDITION',
    );
    silent(row, 'contingent allegiance begins');
  }),
  tasks('QErr ignored', 'task-qerr-abort', (text) => {
    for (const name of ['allegiance ends, command refused', 'allegiance ends, command goes on'])
      without(alwaysOf(state(text, `admission.${name}`)), 'QErr is abort');
  }),
  tasks('sense kept across a second command', 'task-sense-cleared', (text) => {
    delete guarded(alwaysOf(state(text, 'admission.examining')), 'its initiator has contingent allegiance')['actions'];
  }),
  unit('unit attention not queued', 'lu-hard-reset', (text) => {
    const [row] = rowsFor(state(text, 'server.serving'), 'lu.reset');
    if (row) silent(row, 'raise unit attention: reset');
  }),
  unit('unit attention not reported', 'lu-unit-attention', (text) => {
    for (const event of ['lu.command', 'lu.execute'])
      without(rowsFor(state(text, 'server.serving'), event), 'unit attention is pending');
  }),
  unit('INQUIRY refused under unit attention', 'lu-always-answers', (text) => {
    without(rowsFor(state(text, 'server.serving'), 'lu.command'), 'INQUIRY or REPORT LUNS');
  }),
  unit('reservation ignored', 'lu-reservation', (text) => {
    for (const event of ['lu.command', 'lu.execute'])
      without(rowsFor(state(text, 'server.serving'), event), 'reserved by another initiator');
  }),
  unit('a reset leaves the reservation', 'lu-hard-reset', (text) => {
    const [row] = rowsFor(state(text, 'server.serving'), 'lu.reset');
    if (row) silent(row, 'forget sense data, reservation and what runs');
  }),
  unit('START UNIT ends before the unit is ready', 'lu-start-unit', (text) => {
    guarded(rowsFor(state(text, 'server.serving'), 'lu.execute'), 'START UNIT: not ready')['actions'] = [
      'start the spindle',
      'end GOOD',
    ];
  }),
  unit('a stopped unit carries out commands', 'lu-not-ready', (text) => {
    for (const event of ['lu.command', 'lu.execute'])
      without(rowsFor(state(text, 'server.serving'), event), 'the command needs a ready unit: is stopped');
  }),
  unit('sense data returned twice', 'lu-sense-once', (text) => {
    const row = guarded(
      rowsFor(state(text, 'server.serving'), 'lu.requestSense'),
      'sense data are pending and go first',
    );
    silent(row, 'the sense data are gone');
  }),
];
