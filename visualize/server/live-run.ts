import { setImmediate } from 'node:timers/promises';
import { GrowingTrace } from './growing-trace.ts';
import { type InspectorServer, serveInspector } from './inspector-server.ts';
import { untilInterrupted } from './interrupted.ts';

/** Milliseconds that a run may keep those who watch it waiting. */
const longest = 10;

/** A run that is watched while it goes on. */
export type LiveRun = {
  readonly address: string;
  /** Takes what the run writes of its trace. */
  write(text: string): void;
  /** To be asked before each step: lets the server answer every so often. */
  pause(): Promise<void> | undefined;
  /**
   * Serves on until a person has seen enough.
   *
   * @param failure - why the run ended, when it was not by coming to its end.
   */
  ended(failure?: string): Promise<void>;
};

/**
 * Serves the inspector on a run that is about to begin. Ctrl-C during the run ends the program; afterwards, the serving.
 *
 * @throws InputError when the port is taken.
 */
export async function watchRun(name: string, port?: number): Promise<LiveRun> {
  const trace = new GrowingTrace();
  let server: InspectorServer;
  try {
    server = await serveInspector({ kind: 'live', name, trace }, port);
  } catch (error) {
    trace.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    trace.close();
    await server.close();
  };
  const interrupted = untilInterrupted();
  let running = true;
  const endWhileRunning = async (): Promise<void> => {
    await interrupted;
    if (!running) return;
    await close();
    process.exit(130);
  };
  void endWhileRunning();
  let answered = performance.now();
  const letAnswer = async (): Promise<void> => {
    await setImmediate();
    answered = performance.now();
  };
  return {
    address: server.address,
    write: (text) => trace.write(text),
    pause() {
      if (performance.now() - answered < longest) return undefined;
      return letAnswer();
    },
    async ended(failure) {
      running = false;
      trace.end(failure);
      await interrupted;
      await close();
    },
  };
}
