import type { ComposeOptions } from '../system/driver-part.ts';

type Sent = { readonly from: string | null; readonly message: Readonly<Record<string, unknown>> };

/**
 * In a system that was explored, applications ask from the beginning, again and again for what they ask for first.
 *
 * @param sent what left in the first step of a trace
 * @returns null where applications wait until they are told.
 */
export function askedForever(sent: readonly Sent[]): ComposeOptions['forever'] {
  const asks = sent
    .filter(({ from }) => from?.startsWith('app:'))
    .map(({ message }) => ({
      op: message['op'] === 'write' ? ('write' as const) : ('read' as const),
      ...(message['continues'] === 'yes' ? { continues: 'yes' as const } : {}),
      ...(message['gathered'] === true ? { gathered: true as const } : {}),
    }));
  return asks.length > 0 ? asks : null;
}
