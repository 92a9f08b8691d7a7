import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { scsiPktSetup } from './scsi-pkt.setup.ts';
import { targetDriver } from './scsi-pkt-target-driver.states.ts';
import { polling, sleeping, submitting, transport } from './scsi-pkt-transport.states.ts';

/**
 * `scsi_pkt` of one place: who owns it. `targetDriver.*` = the target driver, `submitting` = in the call of
 * scsi_transport, `transport` = the transport layer. What is not listed must not happen: submitting twice, completing
 * twice, completing what was rejected, destroying what the transport owns.
 */
export const scsiPktMachine = scsiPktSetup.createMachine({
  id: 'scsi-pkt',
  context: ({ input }) => ({
    at: {
      slot: input.slot,
      lun: input.lun,
      adapter: address.adapter(input.adapter),
      area: address.adapterCommand(input.slot),
      command: address.command(input.slot),
      noIntrInThread: input.noIntrInThread ?? 'callback',
    },
    returnsDue: 0,
    held: null,
    dma: 'none',
    ended: null,
  }),
  initial: 'free',
  states: {
    free: {
      description: 'There is no packet in this place.',
      on: {
        'packet.init': [
          {
            guard: 'resources are there for a part of the data',
            target: 'targetDriver.built',
            actions: ['bind the first window', 'more windows are to come', 'tell: ready in part'],
            description:
              'scsi_init_pkt with PKT_DMA_PARTIAL: packet allocated, the first part of the buffer bound for DMA.',
            meta: cite('pkt-allocate', 'pkt-partial-dma'),
          },
          {
            guard: 'resources are there, with data to bind',
            target: 'targetDriver.built',
            actions: ['bind the whole buffer', 'tell: ready'],
            description: 'scsi_init_pkt: packet allocated, buffer bound for DMA.',
            meta: cite('pkt-allocate'),
          },
          {
            guard: 'resources are there',
            target: 'targetDriver.allocated',
            actions: 'tell: ready',
            description: 'scsi_init_pkt without buffer: packet only.',
            meta: cite('pkt-allocate'),
          },
          {
            actions: 'tell: no resources',
            description: 'scsi_init_pkt returns NULL; no packet is left behind.',
            meta: cite('pkt-no-resources'),
          },
        ],
        'packet.preallocate': {
          target: 'targetDriver.built',
          actions: ['bind the whole buffer', 'tell: ready'],
          description: 'scsi_init_pkt with SLEEP_FUNC and a consistent buffer succeeds sooner or later.',
          meta: cite('pkt-sleep-func'),
        },
        'tran.return': {
          guard: 'TRAN_ACCEPT of a transport that is over',
          actions: ['one return fewer is due', 'tell: returned'],
          description: 'A call returns whose packet was completed and destroyed meanwhile.',
          meta: cite('pkt-callback-before-return', 'pkt-return-order'),
        },
      },
    },
    targetDriver: { description: 'The target driver owns the packet.', ...targetDriver },
    submitting: {
      description:
        'scsi_transport was called and has not returned; who owns the packet is known when it returns or the callback runs.',
      ...submitting,
    },
    sleeping: {
      description:
        'A thread is in scsi_transport with a FLAG_NOINTR packet. The framework has cleared the flag and put its own completion routine into the packet; the thread sleeps until that has run.',
      ...sleeping,
    },
    polling: {
      description:
        'A thread is in scsi_transport with a FLAG_NOINTR packet, and the adapter polls. No callback may come.',
      ...polling,
    },
    transport: { description: 'The transport layer owns the packet.', ...transport },
  },
});
