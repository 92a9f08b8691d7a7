import { address } from '../../machines/protocol/names.ts';
import { ourInitiator } from '../system/compose.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';
import { anyHeadCalls, composeUnderAnyHead } from './any-head.ts';
import type { Happening } from './happenings.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { PublishedModel } from './published-model.ts';

type Call = ReturnType<typeof anyHeadCalls>[number];

const slots = ['d0.1', 'd0.2'];

/** Two tagged reads, and reads with SC_RESUME. */
const isRead = ({ message }: Call): boolean =>
  message.type === 'world.headCalls' &&
  message.transaction.op === 'read' &&
  message.transaction.flags.every((flag) => flag === 'SC_RESUME');
const isClearAca = ({ message }: Call): boolean =>
  message.type === 'world.headCalls' &&
  message.transaction.flags.length === 1 &&
  message.transaction.flags.includes('SC_CLEAR_ACA');
const isStop = ({ message }: Call): boolean => message.type === 'world.headIoctl' && message.op === 'STOP';

const model = (
  name: string,
  says: string,
  given: {
    readonly calls: (call: Call) => boolean;
    readonly offered?: OfferedChoices;
    readonly happening?: readonly Happening[];
    readonly faultBudget: number;
  },
): PublishedModel => ({
  name: `telling-thrown-away-${name}`,
  says: `AIX over FCP: what a device is to have thrown away, under a device driver that does whatever it may: ${says}`,
  quick: false,
  breadthFirst: 200_000,
  spec: () => {
    const topology = checkTopology(
      topologySchema.parse({
        ...{ driver: 'aix-fcp', bus: { kind: 'fabric' } },
        targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: slots.length }] }],
        parameters: { samAdapter: { deviceClearsQueue: true }, device: { qErr: 'abort' } },
      }),
    );
    return {
      name: `telling-thrown-away-${name}`,
      actors: composeUnderAnyHead(topology, true),
      offered: given.offered ?? {},
      spontaneous: [
        ...anyHeadCalls(topology, 'd0', slots, 'SC_SIMPLE_Q').filter(given.calls),
        ...(given.happening ?? []),
      ],
      timerMode: 'any',
      faultBudget: given.faultBudget,
      laneBound: 8,
      localLimit: 20_000,
      mayEnd: () => true,
    };
  },
});

/** A device that throws its queue away, where several things come together that a device driver of its own seldom does. */
export const tellingThrownAway: readonly PublishedModel[] = [
  model('stopped', 'the device is stopped, the link goes, nobody answers', {
    calls: (call) => isRead(call) || isStop(call),
    offered: { 'transport.sendCommand.delivery': ['noResponse'] },
    happening: [{ to: address.nexus(ourInitiator, 't0'), message: { type: 'world.linkDown' } }],
    faultBudget: 4,
  }),
  model('aca', 'CLEAR ACA is sent meanwhile', { calls: (call) => isRead(call) || isClearAca(call), faultBudget: 3 }),
];
