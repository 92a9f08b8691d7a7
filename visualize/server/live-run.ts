import { setImmediate } from 'node:timers/promises';
import type { Watcher } from '../../src/run/watcher.ts';
import { GrowingTrace } from './growing-trace.ts';
import { type InspectProtocol, serveInspectProtocol } from './inspect-protocol.ts';
import { type InspectorServer, serveInspector } from './inspector-server.ts';
import { untilInterrupted } from './interrupted.ts';

/** Milliseconds that a run may keep those who watch it waiting. */
const longest = 10;

/** Ports for the page of the inspector, and for tools that speak the protocol of @xstate/inspect; 0 is any free one. */
export type Ways = { readonly page?: number; readonly protocol?: number };

/** A run that is watched while it goes on. */
export type WatchedRun = {
  /** To be told what happens in the stack. */
  write(text: string): void;
  /** Lets the servers answer every so often. */
  readonly watcher: Watcher;
  /**
   * Serves on until a person has seen enough.
   *
   * @param failure - why the run ended, when it was not by coming to its end.
   */
  ended(failure?: string): Promise<void>;
  /** Ends the serving at once, of a run that could not be what was asked for. */
  close(): Promise<void>;
};

/**
 * Serves a run that is about to begin to those who want to watch it. Ctrl-C during the run ends the program; afterwards,
 * the serving. Where only a viewer of @xstate/inspect can watch, resolves when the first has attached: its protocol tells
 * nobody what was before.
 *
 * @param say - tells the person where to look, and what viewers do
 * @throws InputError when a port is taken.
 */
export async function watchRun(
  name: string,
  { page, protocol }: Ways,
  say: (line: string) => void,
): Promise<WatchedRun> {
  const trace = new GrowingTrace();
  let server: InspectorServer | undefined;
  let viewers: InspectProtocol | undefined;
  const close = async (): Promise<void> => {
    trace.close();
    await viewers?.close();
    await server?.close();
  };
  try {
    if (page !== undefined) server = await serveInspector({ kind: 'live', name, trace }, page, '--inspect');
    if (protocol !== undefined) viewers = await serveInspectProtocol(say, protocol);
  } catch (error) {
    await close();
    throw error;
  }
  const interrupted = untilInterrupted();
  let running = true;
  const endWhileRunning = async (): Promise<void> => {
    await interrupted.asked;
    if (!running) return;
    await close();
    process.exit(130);
  };
  void endWhileRunning();

  if (server) say(`Watch it, go back, ask why (Ctrl-C ends it): ${server.address}`);
  if (viewers) {
    say(`For @xstate/inspect${server ? '' : ', the run begins when a viewer attaches'}: ${viewers.address}`);
    if (!server) await viewers.attached;
  }
  let answered = performance.now();
  const letAnswer = async (): Promise<void> => {
    await viewers?.lagging();
    await setImmediate();
    answered = performance.now();
  };
  return {
    write: (text) => trace.write(text),
    watcher: {
      ...(viewers ? { inspect: (event) => viewers?.inspected(event), door: (offer) => viewers?.connect(offer) } : {}),
      pause: () => (performance.now() - answered < longest ? undefined : letAnswer()),
    },
    async ended(failure) {
      running = false;
      trace.end(failure);
      await interrupted.asked;
      await close();
    },
    async close() {
      running = false;
      interrupted.ignore();
      await close();
    },
  };
}
