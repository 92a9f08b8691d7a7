import { createEffect } from 'solid-js';
import { readAddress } from './address.ts';
import type { Session } from './session.ts';

const sourceOf = (hash: string): string => JSON.stringify(readAddress(hash).source ?? null);

/**
 * Writes into the address bar what is seen. Who opens another story finds the one before by going back in the browser; a
 * step, a view or a change of the same run is no page of its own.
 *
 * @returns to be called before the session goes to an address that came from outside: the history has it already.
 */
export function keepAddressBar(session: Session): () => void {
  let isArriving = session.hasSource;
  let left: ReturnType<Session['run']>;
  createEffect(() => {
    const text = session.addressText();
    const isStillThere = session.run() === left && session.status().kind !== 'failed';
    if (text === '' || (isArriving && isStillThere)) return;
    const isKnown = isArriving || sourceOf(text) === sourceOf(location.hash);
    isArriving = false;
    left = undefined;
    if (text === location.hash) return;
    if (isKnown) history.replaceState(null, '', text);
    else history.pushState(null, '', text);
  });
  return () => {
    isArriving = true;
    left = session.run();
  };
}
