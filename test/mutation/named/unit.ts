import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const variant = variantsOf(scsaDiskMachine);

/** What sd does with a unit and its queue, broken. */
export const unitVariants: readonly NamedVariant[] = [
  variant('the retry slot is never left', 'sd-retry-slot', (text) => {
    const [row] = rowsFor(state(text, 'retry.waiting.restart'), 'restartDelay', 'after');
    if (row) silent(row, 'leave the retry slot');
  }),
  variant('a retry is not counted as in transport', 'sd-count-before-call', (text) => {
    const [row] = rowsFor(state(text, 'retry.waiting.restart'), 'restartDelay', 'after');
    if (row) silent(row, 'one more in transport');
  }),
  variant('the counter is not lowered in the interrupt', 'sd-intr-count', (text) => {
    guarded(rowsFor(state(text, 'dispatch'), 'unit.intr'), undefined)['actions'] = 'let it decide';
  }),
  variant('throttle never restored', 'sd-throttle-restore', (text) => {
    for (const [name, delay] of [
      ['afterTranBusy', 'throttleRestore'],
      ['afterQueueFull', 'qfullThrottleStep'],
      ['notAdaptive', 'throttleRestore'],
    ] as const) {
      const [row] = rowsFor(state(text, `throttle.${name}`), delay, 'after');
      if (row) delete row['actions'];
    }
  }),
  variant('QUEUE FULL does not lower the throttle', 'sd-throttle-reduce', (text) => {
    for (const row of rowsFor(state(text, 'throttle.full'), 'unit.queueFull')) delete row['actions'];
  }),
  variant('the last request goes first', 'sd-fifo', (text) => {
    guarded(rowsFor(state(text, 'lifecycle.attached'), 'buf.strategy'), undefined)['actions'] = [
      'prepare the command',
      'put at the head of the wait queue',
      'look for a command to start',
    ];
  }),
  variant('the REQUEST SENSE packet is used twice', 'sd-rqs-in-use', (text) => {
    const [row] = rowsFor(state(text, 'requestSense.idle'), 'unit.sense');
    if (row) silent(row, 'mark the REQUEST SENSE packet busy');
  }),
  variant('a unit that answers again stays offline', 'sd-state-normal', (text) => {
    delete state(text, 'lifecycle.attached.offline')['on'];
  }),
  variant('a unit opened for reading is written', 'sd-read-only', (text) => {
    without(
      rowsFor(state(text, 'lifecycle.attached'), 'buf.strategy'),
      'a write to a unit that is opened for reading only',
    );
  }),
  variant('the end of the partition is an error', 'sd-end-of-partition', (text) => {
    guarded(rowsFor(state(text, 'lifecycle.attached'), 'buf.strategy'), 'at the end of the partition')['actions'] = {
      type: 'answer',
      params: { error: 'EIO', resid: 'all' },
    };
  }),
  variant('what waits for START UNIT waits for ever', 'sd-start-unit-done', (text) => {
    const [row] = rowsFor(state(text, 'startUnit.pending.running'), 'unit.internalDone');
    if (row) delete row['actions'];
  }),
  variant('tags although they were rejected', 'sd-reason-tag-reject', (text) => {
    for (const row of rowsFor(state(text, 'dispatch'), 'unit.tagRejected')) silent(row, 'commands are not tagged');
  }),
  variant('nobody looks for the next command', 'sd-look-again', (text) => {
    const [row] = rowsFor(state(text, 'dispatch'), 'unit.returnCommand');
    if (row) silent(row, 'look for a command to start');
  }),
  variant('TRAN_BUSY leaves the counter up', 'sd-tran-busy', (text) => {
    const [row] = rowsFor(state(text, 'dispatch'), 'unit.rejected');
    if (row) delete row['actions'];
  }),
  variant('a unit attention ends attach', 'sd-spin-up', (text) => {
    without(
      rowsFor(state(text, 'lifecycle.attaching.testingReady'), 'unit.internalDone'),
      'UNIT ATTENTION, retries left',
    );
  }),
  variant('a reservation outlives a reset', 'sd-reservation-lost', (text) => {
    delete rowsFor(state(text, 'reservation.held'), 'scsi.resetNotify')[0]?.['target'];
    delete rowsFor(state(text, 'reservation.held'), 'unit.resetSeen')[0]?.['target'];
    delete rowsFor(state(text, 'reservation.held'), 'unit.intr')[0]?.['target'];
  }),
];
