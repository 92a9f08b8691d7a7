import type { Played, Seen } from './play.ts';

/**
 * What 9E tran_start and 9F scsi_transport promise about each packet, watched from outside: exactly one callback for
 * every TRAN_ACCEPT, none after any other result, one return for every call. Knows nothing of the machines.
 */
export function packetContract({ seen }: Played): string[] {
  const complaints: string[] = [];
  const packets = new Map<string, { calls: number; callbacks: number; accepted: number; refused: number }>();
  const packet = (slot: string) => {
    const known = packets.get(slot) ?? { calls: 0, callbacks: 0, accepted: 0, refused: 0 };
    packets.set(slot, known);
    return known;
  };
  for (const each of seen) {
    const slot = slotOf(each);
    if (slot === undefined) continue;
    const counts = packet(slot);
    if (each.message.type === 'tran.start') counts.calls += 1;
    else if (each.message.type === 'pkt.comp') {
      counts.callbacks += 1;
      if (counts.callbacks > counts.calls - counts.refused)
        complaints.push(`${slot}: a callback for a packet that the transport does not own`);
    } else if (each.message['result'] === 'TRAN_ACCEPT') counts.accepted += 1;
    else counts.refused += 1;
  }
  for (const [slot, { calls, callbacks, accepted, refused }] of packets) {
    if (callbacks !== accepted) complaints.push(`${slot}: ${accepted} times TRAN_ACCEPT, but ${callbacks} callbacks`);
    if (accepted + refused !== calls) complaints.push(`${slot}: ${calls} calls, but ${accepted + refused} returns`);
  }
  return complaints;
}

function slotOf({ message, to }: Seen): string | undefined {
  if (message.type === 'tran.start') return String(message['slot']);
  if (message.type === 'pkt.comp' || message.type === 'tran.return') return to.slice('pkt:'.length);
  return undefined;
}
