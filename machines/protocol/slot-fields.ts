/**
 * Fields of contexts, messages and inputs that name slots, or actors that belong to a slot. Slots are only names: a system
 * with two of them exchanged everywhere behaves as before. The explorer exchanges names in these fields, wherever they
 * occur, and complains about a slot's name in any other.
 */
export const slotFields: ReadonlySet<string> = new Set([
  // one slot, or several in an order that matters
  ...['slot', 'slots', 'about', 'original', 'connected', 'reconnected', 'reselecting', 'riders', 'outstanding'],
  ...['recovering', 'starting', 'from', 'to'],
  // SCSA: sd, its adapter
  ...['waitq', 'retrySlot', 'failfastSlots', 'failfastSlot', 'senseFor', 'callbacks', 'callers'],
  // AIX: head driver, its adapter, the nexus to a device
  ...['queue', 'consecutive', 'again', 'alone', 'inProcess', 'sensing', 'timedOut', 'gathered', 'woken', 'thrownAway'],
  ...['granted', 'ends'],
  // one actor that belongs to a slot
  ...['self', 'packet', 'application', 'command', 'area', 'owner', 'replyTo'],
  // what properties remember
  ...['pool', 'retry', 'buffer', 'transaction', 'delayed', 'held', 'carrier'],
]);

/** Those among them that hold a list whose order means nothing. */
export const unorderedSlotFields: ReadonlySet<string> = new Set(['pool']);
