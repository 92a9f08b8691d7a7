import type { Effect } from '../../machines/protocol/effects.ts';
import type { Message } from '../system/machine-step.ts';
import type { StepRecord } from '../system/step-record.ts';

/** Retry classes of sd(7D), by the counter or rule that allows the retry. */
export const retryClasses = [
  'standard',
  'victim',
  'busy',
  'unitAttention',
  'notReady',
  'tranBusy',
  'qfull',
  'nocheck',
  'failfast',
] as const;
export type RetryClass = (typeof retryClasses)[number];

export type Counts = Readonly<Record<string, number>>;

/** What was counted in a run. */
export type Tallied = {
  readonly transported: number;
  readonly retries: Readonly<Record<RetryClass, number>>;
  readonly checkConditions: { readonly total: number; readonly bySenseKey: Counts };
  readonly autoRequestSense: number;
  readonly requestSense: number;
  readonly resets: Counts;
  readonly timeouts: number;
  readonly biodone: { readonly expected: number; readonly actual: number };
  readonly pktReasons: Counts;
  readonly statuses: Counts;
  /** QUEUE FULL that came to our adapter, which may retry it without a word to the driver. */
  readonly queueFull: number;
  readonly senseLost: number;
  /** AIX: transactions that came back with ENXIO because the queue of their device was flushed. */
  readonly flushed: number;
  readonly ignored: number;
};

const text = (message: Message, field: string): string => String(message[field]);

/** The address of our adapter, of either architecture. */
const ours = (to: string): boolean => to.startsWith('hba:') || to.startsWith('scsi:') || to.startsWith('sam:');

/** NOCHECK retries are reported by what limits them, where something does. The next DMA window is none. */
function bucketOf(retryClass: string, because: unknown): RetryClass {
  switch (retryClass) {
    case 'VICTIM':
      return 'victim';
    case 'UNIT_ATTENTION':
      return 'unitAttention';
    case 'BUSY':
      return 'busy';
    case 'NOCHECK':
      return because === 'BUSY'
        ? 'busy'
        : because === 'NOT_READY'
          ? 'notReady'
          : because === 'QUEUE_FULL'
            ? 'qfull'
            : 'nocheck';
    default:
      return 'standard';
  }
}

/** AIX: what a retry waits for says what limits it. */
function classOfDelay(delay: unknown): RetryClass {
  switch (delay) {
    case 'busyDelay':
      return 'busy';
    case 'queueFullDelay':
      return 'qfull';
    case 'notReadyDelay':
      return 'notReady';
    default:
      return 'standard';
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Counts what the stack does from the messages that are delivered. */
export class Tally {
  private readonly retries = Object.fromEntries(retryClasses.map((name) => [name, 0])) as Record<RetryClass, number>;
  private readonly bySenseKey: Record<string, number> = {};
  private readonly resets: Record<string, number> = {};
  private readonly pktReasons: Record<string, number> = {};
  private readonly statuses: Record<string, number> = {};
  private readonly pendingSense = new Set<string>();
  private transported = 0;
  private checks = 0;
  private autoRequestSense = 0;
  private requestSense = 0;
  private timeouts = 0;
  private expected = 0;
  private actual = 0;
  private senseLost = 0;
  private flushed = 0;
  private queueFull = 0;
  private ignored = 0;

  add(record: StepRecord): void {
    for (const { message, ignored, to } of record.deliveries) {
      if (ignored) this.ignored += 1;
      this.received(message, to);
    }
    for (const { effect } of record.effects) this.did(effect);
  }

  result(): Tallied {
    return {
      transported: this.transported,
      retries: { ...this.retries },
      checkConditions: { total: this.checks, bySenseKey: { ...this.bySenseKey } },
      autoRequestSense: this.autoRequestSense,
      requestSense: this.requestSense,
      resets: { ...this.resets },
      timeouts: this.timeouts,
      biodone: { expected: this.expected, actual: this.actual },
      pktReasons: { ...this.pktReasons },
      statuses: { ...this.statuses },
      queueFull: this.queueFull,
      senseLost: this.senseLost,
      flushed: this.flushed,
      ignored: this.ignored,
    };
  }

  private did(effect: Effect): void {
    if (effect.type === 'effect.senseCapture' && effect.initiator === 'ours') {
      const [key = '?'] = effect.sense.split(' ');
      count(this.bySenseKey, key);
      this.pendingSense.add(effect.lun);
    } else if (
      (effect.type === 'effect.senseReturn' || effect.type === 'effect.autosense') &&
      effect.initiator === 'ours'
    )
      this.pendingSense.delete(effect.lun);
    // Sense that goes although nobody fetched it is lost.
    else if (effect.type === 'effect.senseClear' && effect.initiator === 'ours' && this.pendingSense.delete(effect.lun))
      this.senseLost += 1;
  }

  private received(message: Message, to: string): void {
    switch (message.type) {
      case 'buf.strategy':
      case 'buf.uscsi':
        this.expected += 1;
        return;
      case 'buf.biodone':
        this.actual += 1;
        return;
      case 'tran.return':
        if (message['result'] === 'TRAN_ACCEPT') this.transported += 1;
        return;
      case 'pkt.comp':
        count(this.pktReasons, text(message, 'reason'));
        if (message['reason'] === 'CMD_TIMEOUT') this.timeouts += 1;
        if (message['status'] !== null && message['reason'] === 'CMD_CMPLT')
          count(this.statuses, text(message, 'status'));
        return;
      case 'hba.completed':
      case 'port.completed':
        if (message['status'] === 'CHECK_CONDITION' && ours(to)) this.checks += 1;
        if (message['status'] === 'QUEUE_FULL' && ours(to)) this.queueFull += 1;
        return;
      case 'bus.select':
        if (text(message, 'slot').endsWith('.arq')) this.autoRequestSense += 1;
        return;
      case 'tran.start':
        if (text(message, 'slot').endsWith('.rqs')) this.requestSense += 1;
        return;
      case 'tran.reset':
        count(this.resets, text(message, 'level'));
        return;
      case 'target.message':
        count(this.resets, text(message, 'message'));
        return;
      case 'hba.busReset':
        if (ours(to)) count(this.resets, 'BUS_RESET');
        return;
      case 'unit.retry': {
        if (message['because'] === 'NEXT_WINDOW') return;
        const retryClass = bucketOf(text(message, 'retryClass'), message['because']);
        this.retries[retryClass] += 1;
        if (message['failfast'] === true) this.retries.failfast += 1;
        return;
      }
      case 'unit.rejected':
        if (message['result'] === 'TRAN_BUSY') this.retries.tranBusy += 1;
        return;
      case 'unit.startUnit':
      case 'head.startUnit':
        this.retries.notReady += 1;
        return;
      case 'sc.strategy':
      case 'sam.strategy':
        if (message['op'] === null) return;
        this.transported += 1;
        if (message['op'] === 'requestSense' && text(message, 'slot').endsWith('.rqs')) this.requestSense += 1;
        return;
      case 'sc.iodone':
        if (message['error'] === 'ENXIO') this.flushed += 1;
        if (message['cardStatus'] === 'SC_CMD_TIMEOUT') this.timeouts += 1;
        if (message['scsiStatus'] !== null) count(this.statuses, text(message, 'scsiStatus'));
        return;
      case 'sam.iodone':
        if (message['error'] === 'ENXIO') this.flushed += 1;
        if (message['adapterStatus'] === 'SCSI_CMD_TIMEOUT') this.timeouts += 1;
        // They came with the status, and there was no buffer to put them into.
        if (message['scsiStatus'] === 'SC_CHECK_CONDITION' && message['autosense'] === null) this.senseLost += 1;
        if (message['scsiStatus'] !== null) count(this.statuses, text(message, 'scsiStatus'));
        return;
      case 'head.retry':
        this.retries[message['reset'] === true ? 'victim' : classOfDelay(message['delay'])] += 1;
        return;
    }
  }
}
