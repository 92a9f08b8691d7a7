import type { Effect } from '../../machines/protocol/effects.ts';
import type { Message } from '../system/machine-step.ts';

/** What kind of thing happened, whatever the driver architecture. */
export type HappeningKind = 'command' | 'status' | 'told' | 'sense' | 'reset' | 'answer';

/** Something that happened, in words that both architectures share where they mean the same. */
export type Happening = {
  /** Microseconds. */
  readonly at: number;
  readonly kind: HappeningKind;
  /** Index of the request of the workload; null for a command of a driver or adapter, and for the bus. */
  readonly request: number | null;
  readonly unit: string | null;
  /** What is the same in both: compared for alignment. */
  readonly label: string;
  /** How this architecture says it; only where it has words of its own. */
  readonly detail: string;
  /** Something went wrong. */
  readonly bad: boolean;
  /** `innocent`: the request suffered from the trouble of another one. */
  readonly innocent: boolean;
};

/** What a step has to tell, whoever recorded it. */
export type ToldStep = {
  /** Microseconds. */
  readonly at: number;
  readonly deliveries: readonly { readonly to: string; readonly message: Message }[];
  readonly effects: readonly { readonly effect: Effect }[];
  readonly chosen: readonly { readonly n: number; readonly type: string }[];
};

const unitOf = (slot: string): string => slot.slice(0, slot.indexOf('.'));
const text = (message: Message, field: string): string => String(message[field]);

/** Where the world decides what becomes of one command. */
const fates: readonly string[] = [
  'tran.start',
  'transaction.start',
  'exchange.start',
  'sc.strategy',
  'sam.strategy',
  'transport.sendCommand',
  'bus.select',
  'bus.finish',
  'target.command',
  'lu.execute',
];

const failsWith = 'fails with ';

/** How an answer ended, from what is told of it; `none` without an error. */
export const errorOfAnswer = ({ label }: Happening): string => label.split(` ${failsWith}`)[1] ?? 'none';

/** What becomes of sense data, as it is told. */
export const senseWords = {
  kept: 'the unit keeps sense data: ',
  read: 'the sense data are read: ',
  nothing: 'the sense is gone, the answer is ',
  lost: 'the sense data are lost, nobody has read them',
} as const;

/** Our adapter, of whatever architecture. */
const isOurPort = (to: string): boolean => /^(hba|scsi|sam):/.test(to);

const transportFailures = {
  'hba.selectionTimeout': 'selection timeout',
  'hba.unexpectedBusFree': 'unexpected bus free',
  'port.noResponse': 'no answer',
  'port.lost': 'connection lost',
} as const;

/** Turns what a run does into happenings. Feed it every record, in order. */
export class Chronicle {
  readonly happenings: Happening[] = [];
  private readonly requests = new Map<string, number>();
  /** Requests that something has happened to, other than by the trouble of others. */
  private readonly culprits = new Set<number>();
  private submitted = 0;

  add({ deliveries, effects, chosen, at }: ToldStep): void {
    for (const { n, type } of chosen) {
      const slot = deliveries[n]?.message['slot'];
      const request = typeof slot === 'string' && fates.includes(type) ? this.requests.get(slot) : undefined;
      if (request !== undefined) this.culprits.add(request);
    }
    for (const { to, message } of deliveries) this.delivered(at, to, message);
    for (const { effect } of effects) this.did(at, effect);
  }

  private note(at: number, slot: string | null, rest: Pick<Happening, 'kind' | 'label' | 'detail' | 'bad'>): void {
    const request = slot === null ? null : (this.requests.get(slot) ?? null);
    const innocent = rest.kind === 'told' && request !== null && !this.culprits.has(request);
    this.happenings.push({ at, request, unit: slot === null ? null : unitOf(slot), innocent, ...rest });
  }

  private name(slot: string): string {
    const request = this.requests.get(slot);
    return request === undefined ? 'its own' : `#${request}`;
  }

  private delivered(at: number, to: string, message: Message): void {
    switch (message.type) {
      case 'world.read':
      case 'world.write':
      case 'world.command':
        // Requests are submitted in the order of the workload.
        if (to.startsWith('app:')) this.requests.set(to.slice('app:'.length), this.submitted++);
        return;
      case 'buf.strategy': {
        // Applications that ask for ever are not told to.
        const slot = text(message, 'slot');
        if (!this.requests.has(slot)) this.requests.set(slot, this.submitted++);
        return;
      }
      case 'target.command': {
        if (message['initiator'] !== 'ours') return;
        const slot = text(message, 'slot');
        const own = message['op'] === 'requestSense' ? 'REQUEST SENSE' : `${text(message, 'op')} ${this.name(slot)}`;
        this.note(at, slot, { kind: 'command', label: `${own} reaches ${unitOf(slot)}`, detail: '', bad: false });
        return;
      }
      case 'hba.completed':
      case 'port.completed': {
        if (!isOurPort(to)) return;
        if (message['status'] === 'GOOD') return;
        const slot = text(message, 'slot');
        this.note(at, slot, {
          kind: 'status',
          label: `${text(message, 'status')} for ${this.name(slot)}`,
          detail: '',
          bad: true,
        });
        return;
      }
      case 'hba.selectionTimeout':
      case 'hba.unexpectedBusFree':
      case 'port.noResponse':
      case 'port.lost': {
        if (!isOurPort(to)) return;
        const slot = text(message, 'slot');
        const label = `${transportFailures[message.type]} for ${this.name(slot)}`;
        this.note(at, slot, { kind: 'status', label, detail: '', bad: true });
        return;
      }
      case 'hba.busReset':
      case 'port.reset':
        if (isOurPort(to))
          this.note(at, null, {
            kind: 'reset',
            label: message.type === 'port.reset' ? 'reset by another initiator' : 'bus reset',
            detail: '',
            bad: true,
          });
        return;
      case 'target.message':
        if (message['initiator'] === 'ours')
          this.note(at, null, {
            kind: text(message, 'message').endsWith('RESET') ? 'reset' : 'status',
            label: `message ${text(message, 'message')}`,
            detail: '',
            bad: true,
          });
        return;
      case 'pkt.comp': {
        const slot = to.slice('pkt:'.length);
        const { reason, status } = message;
        if (reason === 'CMD_CMPLT' && (status === 'GOOD' || status === null)) return;
        const detail = reason === 'CMD_CMPLT' ? `${String(reason)}, ${String(status)}` : String(reason);
        this.note(at, slot, { kind: 'told', label: `the driver is told of ${this.name(slot)}`, detail, bad: true });
        return;
      }
      case 'sc.iodone':
      case 'sam.iodone': {
        const slot = text(message, 'slot');
        const { error, scsiStatus, adapQStatus } = message;
        const cardStatus = message['cardStatus'] ?? message['adapterStatus'] ?? null;
        if (error === 'none' || (error === 'ENXIO' && !this.requests.has(slot))) return;
        const kept = adapQStatus === 'SC_DID_NOT_CLEAR_Q' ? adapQStatus : null;
        const detail = [error, scsiStatus, cardStatus, kept]
          .filter((word) => word !== null)
          .map(String)
          .join(', ');
        this.note(at, slot, { kind: 'told', label: `the driver is told of ${this.name(slot)}`, detail, bad: true });
        return;
      }
    }
  }

  private did(at: number, effect: Effect): void {
    if (effect.type === 'effect.answered') {
      this.note(at, effect.slot, {
        kind: 'answer',
        label: `${this.name(effect.slot)} ${effect.error === 'none' ? 'is answered without error' : `${failsWith}${effect.error}`}`,
        detail: '',
        bad: effect.error !== 'none',
      });
      this.requests.delete(effect.slot);
      return;
    }
    if (!('initiator' in effect) || effect.initiator !== 'ours') return;
    const what =
      effect.type === 'effect.senseCapture'
        ? senseWords.kept + effect.sense
        : effect.type === 'effect.senseReturn' || effect.type === 'effect.autosense'
          ? (/^NO_SENSE/.test(effect.sense) ? senseWords.nothing : senseWords.read) + effect.sense
          : senseWords.lost;
    this.happenings.push({
      at,
      kind: 'sense',
      request: null,
      unit: effect.lun,
      label: what,
      detail: effect.type === 'effect.autosense' ? 'with the status' : '',
      bad: effect.type === 'effect.senseClear',
      innocent: false,
    });
  }
}
