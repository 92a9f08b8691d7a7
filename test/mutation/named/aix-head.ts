import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import { aixDiskCommandMachine } from '../../../machines/target-driver/aix-disk-command.machine.ts';
import type { Text } from '../../rules/variant.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const head = variantsOf(aixDiskMachine);
const command = variantsOf(aixDiskCommandMachine);

const analysing = (text: Text): Text[] => alwaysOf(state(text, 'analysing'));
const judging = (text: Text): Text[] => alwaysOf(state(text, 'judging'));
const onceMore = ['the fields say nothing any more', 'nobody goes along'];

type Last = { readonly validity: string; readonly scsiStatus: string | null; readonly cardStatus: string | null };
type Given = { readonly context: { readonly last: Last | null; readonly used: Record<string, number> } };

/** What the AIX head driver does, broken. */
export const aixHeadVariants: readonly NamedVariant[] = [
  command('AIX: scsi_status seen through the mask 0x1e', 'dd-compares-whole-status', () => undefined, {
    guards: {
      // 0x28 becomes 0x08.
      'SC_BUSY_STATUS, retries left': ({ context: { last, used } }: Given) =>
        (last?.scsiStatus === 'SC_BUSY_STATUS' || last?.scsiStatus === 'SC_QUEUE_FULL') && (used['busy'] ?? 0) < 5,
    },
  }),
  command('AIX: SC_ASYNC from the first retry on', 'dd-async-last', () => undefined, {
    guards: {
      'SC_SCSI_BUS_FAULT, one retry left': ({ context: { last, used } }: Given) =>
        last?.cardStatus === 'SC_SCSI_BUS_FAULT' && (used['retries'] ?? 0) < 5,
    },
  }),
  command('AIX: ENXIO is an error of the request', 'dd-flushed-again', (text) => {
    without(analysing(text), 'ENXIO: flushed');
  }),
  command('AIX: a short transfer is complete', 'dd-short', (text) => {
    without(analysing(text), 'no error but bytes are left, retries left');
    guarded(analysing(text), 'no error')['actions'] = [
      'iodone for the request',
      'tell the device: done',
      'forget the request',
    ];
  }),
  command('AIX: BUSY is tried again at once', 'dd-busy', (text) => {
    guarded(analysing(text), 'SC_BUSY_STATUS, retries left')['actions'] = [
      'count a busy retry',
      'tell the device: once more',
      ...onceMore,
    ];
  }),
  command('AIX: iodone twice', 'dd-good', (text) => {
    guarded(analysing(text), 'no error, nothing left to transfer')['actions'] = [
      'iodone for the request',
      'iodone for the request',
      'iodone for those that went along',
      'tell the device: done',
      'forget the request',
    ];
  }),
  command('AIX: who went along hears nothing', 'dd-spanned-iodone', (text) => {
    silent(guarded(analysing(text), 'no error, nothing left to transfer'), 'iodone for those that went along');
  }),
  command('AIX: the time after a reset is not asked for', 'dd-after-reset', (text) => {
    guarded(analysing(text), 'SC_CMD_TIMEOUT or SC_SCSI_BUS_RESET, retries left')['actions'] = [
      'count a reset',
      'the fields say nothing any more',
      'tell the device: once more',
      'nobody goes along',
    ];
  }),
  command('AIX: retries without end', 'dd-retries-exhausted', (text) => {
    silent(guarded(analysing(text), 'retries left'), 'count a retry');
  }),
  command('AIX: a spindle that stands stays so', 'dd-not-ready', (text) => {
    without(judging(text), 'START UNIT is needed, retries left');
  }),
  command('AIX: ILLEGAL REQUEST is tried again', 'dd-sense-fatal', (text) => {
    guarded(judging(text), 'worth another try, retries left')['guard'] = 'retries left';
  }),
  command('AIX: a fragment is left out', 'dd-fragments', (text) => {
    without(analysing(text), 'no error, and a fragment is left');
  }),
  command('AIX: another status is an error of the program', 'dd-rejected', (text) => {
    without(analysing(text), 'rejected: another errno');
  }),
  head('AIX: nobody asks for sense data', 'dd-check-condition', (text) => {
    for (const name of ['running', 'draining'])
      Object.assign(guarded(rowsFor(state(text, `traffic.${name}`), 'head.sense'), undefined), {
        target: 'deciding',
        actions: ['its sense data come next', 'there are no sense data'],
      });
  }),
  head('AIX: SC_RESUME while others are in process', 'dd-resume-first', (text) => {
    without(alwaysOf(state(text, 'traffic.running')), 'nothing may be sent before all have come back');
  }),
  head('AIX: what was flushed is lost', 'dd-flushed-again', (text) => {
    silent(
      guarded(rowsFor(state(text, 'traffic'), 'head.flushed'), undefined),
      'it goes again when the queue is resumed',
    );
  }),
  head('AIX: a kept queue is forgotten', 'dd-clear-or-resume', (text) => {
    without(alwaysOf(state(text, 'traffic.going on')), 'the queue was kept');
  }),
  head('AIX: the one that failed goes last', 'dd-retry-first', (text) => {
    const row = guarded(
      rowsFor(state(text, 'traffic.deciding'), 'head.retry'),
      'it is about the command whose sense data were asked for',
    );
    row['actions'] = ['it goes again after the recovery', 'the sense data have been dealt with'];
  }),
  head('AIX: commands before SCIOSTART', 'queue-start', (text) => {
    Object.assign(guarded(rowsFor(state(text, 'device.closed'), 'world.attach'), undefined), {
      target: 'opening',
      actions: ['prepare TEST UNIT READY', 'it goes first'],
    });
  }),
  head('AIX: a second CHECK CONDITION is forgotten', 'dd-one-recovery-at-a-time', (text) => {
    silent(guarded(rowsFor(state(text, 'traffic'), 'head.sense'), undefined), 'its sense data have to wait');
  }),
  head('AIX: SC_RESUME forgotten after SC_Q_CLR', 'queue-clear', (text) => {
    silent(guarded(rowsFor(state(text, 'traffic.clearing'), 'dd.iodone'), undefined), 'SC_RESUME is due');
  }),
  head('AIX: a closed disk takes requests', 'dd-not-open', (text) => {
    guarded(rowsFor(state(text, 'device.closed'), 'buf.strategy'), undefined)['actions'] = [
      'prepare the request',
      'to the end of the queue',
    ];
  }),
];
