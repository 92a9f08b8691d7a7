import { and, setup } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import { targetActions } from './target-actions.ts';
import type { TargetContext, TargetEvent, TargetInput } from './target-context.ts';

type Given = { context: TargetContext; event: TargetEvent };

const known = ({ context }: Given, lun: string) => context.at.luns.includes(lun);

/** The words of which `target.machine.ts` is written. */
export const targetSetup = setup({
  types: { context: {} as TargetContext, events: {} as TargetEvent, input: {} as TargetInput, emitted: {} as Effect },
  guards: {
    'arrival is': ({ event }, params: { arrival: 'busy' | 'queueFull' | 'drop' }) =>
      event.type === 'target.command' && event.arrival === params.arrival,
    'it hangs and may disconnect': ({ event }) =>
      event.type === 'target.command' && event.arrival === 'hang' && event.disconnectPrivilege,
    'it hangs': ({ event }) => event.type === 'target.command' && event.arrival === 'hang',
    'INQUIRY for an unknown unit': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && event.op === 'inquiry',
    'REQUEST SENSE for an unknown unit': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && event.op === 'requestSense',
    'the unit is unknown': ({ context, event }) =>
      (event.type === 'target.command' || event.type === 'target.message') && !known({ context, event }, event.lun),
    'the unit is unknown and sense data go with the status': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && context.at.nexuses !== null,
    'another nexus has been asked for a turn': ({ context, event }) =>
      context.at.nexuses !== null &&
      context.askedAt !== null &&
      context.askedAt !==
        (event.type === 'target.nexusLost' || event.type === 'target.message' ? event.initiator : context.clearingFor),
    'the unit is unknown, and another nexus has been asked for a turn': and([
      'the unit is unknown',
      'another nexus has been asked for a turn',
    ]),
    'its answer is lost, and another is asked for': ({ context, event }) =>
      event.type === 'target.reconnected' &&
      context.answers[0]?.slot !== event.slot &&
      context.reselecting !== null &&
      context.reselecting !== event.slot,
    'the connected command is answered': ({ context, event }) =>
      event.type === 'port.answer' && context.connected?.slot === event.slot,
    'the connected command takes time and may disconnect': ({ context, event }) =>
      event.type === 'port.queued' &&
      context.connected?.slot === event.slot &&
      context.connected.disconnectPrivilege &&
      context.params.disconnects,
    'the connected command takes time': ({ context, event }) =>
      event.type === 'port.queued' && context.connected?.slot === event.slot,
    'the connected command is lost': ({ context, event }) =>
      event.type === 'port.void' && context.connected !== null && event.slots.includes(context.connected.slot),
    'an answer waits': ({ context }) => context.answers.length > 0 && context.reselecting === null,
    'its answer is lost': ({ context, event }) =>
      event.type === 'target.reconnected' && context.answers[0]?.slot !== event.slot,
    'the data come in parts': ({ context, event }) => {
      const [answer] = context.answers;
      return (
        event.type === 'target.reconnected' &&
        event.transfer === 'parts' &&
        answer !== undefined &&
        !answer.begun &&
        answer.direction !== 'none' &&
        answer.resid !== 'all'
      );
    },
    'the message is BUS DEVICE RESET': ({ event }) =>
      event.type === 'target.message' && event.message === 'BUS_DEVICE_RESET',
  },
  actions: targetActions,
});
