import type { Address } from '../../machines/protocol/names.ts';
import type { Message } from './machine-step.ts';

/** A machine received a message that its state neither handles nor ignores on purpose. */
export class UnexpectedMessageError extends Error {
  readonly receiver: Address;
  readonly state: string;
  readonly received: Message;

  constructor(receiver: Address, state: string, received: Message, sender: Address | null) {
    super(`${receiver} in state ${state} did not expect ${JSON.stringify(received)}${sender ? ` from ${sender}` : ''}`);
    this.name = 'UnexpectedMessageError';
    this.receiver = receiver;
    this.state = state;
    this.received = received;
  }
}
