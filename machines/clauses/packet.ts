import type { ClauseBook } from './clause.ts';

export const packetClauses = {
  'pkt-allocate': {
    document: '9F scsi_init_pkt',
    section: 'DESCRIPTION',
    says: 'scsi_init_pkt allocates a packet and, if a buffer is given, DMA resources for it; the target driver owns the packet.',
    confidence: 'document',
  },
  'pkt-no-resources': {
    document: '9F scsi_init_pkt',
    section: 'RETURN VALUES',
    says: 'NULL is returned when resources are short; the error in the buffer (B_ERROR set or not) tells whether trying later can help. A new packet whose DMA binding fails does not exist afterwards.',
    confidence: 'document',
  },
  'pkt-sleep-func': {
    document: '9F scsi_init_pkt',
    section: 'DESCRIPTION',
    says: 'With SLEEP_FUNC the call waits until resources are available.',
    confidence: 'document',
  },
  'pkt-partial-dma': {
    document: '9F scsi_init_pkt',
    section: 'PKT_DMA_PARTIAL',
    says: 'With PKT_DMA_PARTIAL resources for a part of the buffer are enough; pkt_resid then is the number of bytes for which there are none yet, until the next transport overwrites it.',
    confidence: 'document',
  },
  'pkt-next-window': {
    document: '9F scsi_init_pkt',
    section: 'PKT_DMA_PARTIAL',
    says: 'Called again with the same packet and buffer it moves the DMA resources on to the next part, in order; at the last part it returns NULL, and a packet whose buffer is bound as a whole is left as it is.',
    confidence: 'document',
  },
  'pkt-bind-fails': {
    document: 'Writing Device Drivers',
    section: 'Reallocation of DMA Resources',
    says: 'When resources for an existing packet cannot be had the adapter does not free the packet: the target driver still owns it.',
    confidence: 'document',
  },
  'pkt-dmafree': {
    document: '9F scsi_dmafree',
    section: 'DESCRIPTION',
    says: 'Frees the DMA resources of a packet and nothing else; harmless for a packet that has none.',
    confidence: 'document',
  },
  'pkt-rebind': {
    document: '9E tran_dmafree',
    section: 'DESCRIPTION',
    says: 'After scsi_dmafree the next scsi_init_pkt binds the buffer anew, from its first byte.',
    confidence: 'document',
  },
  'pkt-nointr': {
    document: '9S scsi_pkt',
    section: 'FLAG_NOINTR',
    says: 'A FLAG_NOINTR packet is complete when scsi_transport returns TRAN_ACCEPT, and the completion routine of the target driver is not called.',
    confidence: 'document',
  },
  'pkt-nointr-in-a-thread': {
    document: 'scsi_transport.c',
    section: 'scsi_transport',
    says: 'For a thread the framework turns a FLAG_NOINTR packet into an interrupt-driven one: it clears the flag, puts in a completion routine of its own, calls tran_start and sleeps until that routine has run.',
    confidence: 'code',
  },
  'pkt-transport': {
    document: '9F scsi_transport',
    section: 'DESCRIPTION',
    says: 'The target driver hands a completely built packet it owns to the transport layer.',
    confidence: 'document',
  },
  'pkt-accept': {
    document: '9F scsi_transport',
    section: 'RETURN VALUES',
    says: 'Only TRAN_ACCEPT passes the packet to the transport layer, which owns it until the completion callback.',
    confidence: 'document',
  },
  'pkt-reject': {
    document: '9F scsi_transport',
    section: 'RETURN VALUES',
    says: 'After TRAN_BUSY, TRAN_BADPKT and TRAN_FATAL_ERROR the target driver still owns the packet and no callback comes.',
    confidence: 'document',
  },
  'pkt-completion': {
    document: '9E tran_start',
    section: 'DESCRIPTION',
    says: 'An accepted packet without FLAG_NOINTR is completed by exactly one call of its completion routine, which returns ownership to the target driver.',
    confidence: 'document',
  },
  'pkt-callback-before-return': {
    document: 'sd.c',
    section: 'sd_start_cmds',
    says: 'The completion callback may run before scsi_transport returns to its caller, who therefore does its bookkeeping before the call and does not touch the packet after TRAN_ACCEPT.',
    confidence: 'code',
  },
  'pkt-return-order': {
    document: 'design choice',
    section: 'outstanding calls',
    says: 'Returns of scsi_transport for one place come back in the order of the calls; at most two may be outstanding, a third transport of the place waits for a return.',
    confidence: 'design',
  },
  'pkt-tag-flags': {
    document: '9S scsi_pkt',
    section: 'pkt_flags',
    says: 'FLAG_STAG, FLAG_OTAG and FLAG_HTAG ask for a SIMPLE, ORDERED or HEAD OF QUEUE tag; a packet with several of them goes with a SIMPLE tag (fas), and so does one of a unit with tagged queueing that has none (sd).',
    confidence: 'document',
  },
  'pkt-reuse': {
    document: 'Writing Device Drivers',
    section: 'Reuse of Packets',
    says: 'A completed or rejected packet may be transported again as it is.',
    confidence: 'document',
  },
  'pkt-destroy': {
    document: '9F scsi_destroy_pkt',
    section: 'DESCRIPTION',
    says: 'The target driver frees packet and DMA resources of a packet that it owns, once.',
    confidence: 'document',
  },
  'pkt-callback-returns': {
    document: '9E tran_start',
    section: 'NOTES',
    says: 'The completion routine is a call: the adapter goes on when it returns.',
    confidence: 'document',
  },
} satisfies ClauseBook;
