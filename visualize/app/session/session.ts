import { batch, createMemo, createSignal } from 'solid-js';
import type { RunReport } from '../../../src/run/report.ts';
import { Trace, TraceProblem } from '../trace/trace.ts';
import { WholeLines } from '../trace/whole-lines.ts';
import { type Address, readAddress, type View, writeAddress } from './address.ts';
import { type Breakpoint, breakpointCode, breakpointOf, hitAt } from './breakpoints.ts';
import { type Change, isChanged, noChange, orderOf } from './change.ts';
import type { Conducting, Question } from './conducted.ts';
import { History } from './history.ts';
import type { RunNews } from './run-order.ts';

/** A run that is looked at, or was looked at before it was changed. */
export type Run = {
  readonly title: string;
  readonly source: Address['source'] | { readonly kind: 'file'; readonly name: string };
  readonly change: Change;
  readonly trace: Trace;
  readonly history: () => History;
  readonly report: () => RunReport | undefined;
  readonly failures: () => readonly string[];
  /** What the person who is the scheduler is asked; undefined when nobody is, and while the run goes on. */
  readonly asks: () => Question | undefined;
  /** The step from which on a person is the scheduler. */
  readonly takenOver: number | undefined;
  /** Goes on with a run that asks, in which this is then changed. */
  readonly tell: (conducting: Conducting, change?: Change) => void;
};

export type Opening = {
  readonly change?: Change;
  readonly at?: number;
  /** The run to compare with. */
  readonly compare?: Run | undefined;
  /** The step before which the run waits for a person. */
  readonly takeOver?: number;
};

export type Status =
  | { readonly kind: 'empty' }
  | { readonly kind: 'running'; readonly text: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly says: string };

/** Something in a chart that a person wants to know more about. */
export type Asked = { readonly machine: string; readonly state?: string; readonly transitions: readonly string[] };

/** Everything the page knows: which run, where in it, how it is looked at. */
export function createSession() {
  const start = readAddress(location.hash);
  const [run, setRun] = createSignal<Run>();
  const [other, setOther] = createSignal<Run>();
  const [status, setStatus] = createSignal<Status>({ kind: 'empty' });
  /** Grows while a trace comes in. */
  const [places, setPlaces] = createSignal(0);
  const [place, setPlaceSignal] = createSignal(0);
  const [view, setView] = createSignal<View>(start.view);
  const [actor, setActor] = createSignal<string>();
  /** The chart goes to the actor that acts. */
  const [follow, setFollow] = createSignal(true);
  const [slot, setSlot] = createSignal<string>();
  const [atomic, setAtomic] = createSignal(false);
  /** Transitions or a state that a person asked about. */
  const [asked, setAsked] = createSignal<Asked>();
  const [stops, setStops] = createSignal<readonly Breakpoint[]>(
    start.stops.flatMap((each) => breakpointOf(each) ?? []),
  );
  let generation = 0;
  let wanted: number | 'first request' | undefined;
  let worker: Worker | undefined;

  const trace = (): Trace | undefined => {
    places();
    return run()?.trace;
  };
  const step = createMemo(() => trace()?.stepAt(place()));
  const delivery = createMemo(() => trace()?.delivery(place()));
  const history = (): History | undefined => {
    const current = run();
    return current && places() > 0 ? current.history() : undefined;
  };

  const setPlace = (next: number): void => {
    wanted = undefined;
    setPlaceSignal(Math.max(0, Math.min(next, places() - 1)));
  };
  /** Goes where the person wants to begin as soon as the trace has come that far, unless they have moved meanwhile. */
  const arrive = (own: Trace, ended: boolean): void => {
    if (wanted === undefined) return;
    const first = own.lives[0]?.from;
    const at = wanted === 'first request' ? (first ?? (ended ? 0 : undefined)) : wanted;
    if (at !== undefined && (ended || at < own.places)) setPlace(at);
  };

  function open(
    source: Run['source'],
    title: string,
    change: Change,
    keep: Run | undefined,
    at: number | undefined,
    takenOver?: number,
  ): { current: Run; mine: number; news: (bytes: Uint8Array) => void; done: (then?: () => void) => void } {
    worker?.terminate();
    worker = undefined;
    const mine = ++generation;
    wanted = at ?? 'first request';
    const [report, setReport] = createSignal<RunReport>();
    const [failures, setFailures] = createSignal<readonly string[]>([]);
    const [asks, setAsks] = createSignal<Question>();
    const [ownChange, setChange] = createSignal(change);
    const own = new Trace();
    let past: History | undefined;
    const current: Run = {
      title,
      source,
      get change() {
        return ownChange();
      },
      trace: own,
      history: () => {
        past ??= new History(own);
        return past;
      },
      report,
      failures,
      asks,
      takenOver,
      tell: (conducting, changed) => {
        if (mine !== generation || !asks()) return;
        batch(() => {
          if (changed) setChange(changed);
          setAsks(undefined);
          setStatus({ kind: 'running', text: '' });
        });
        worker?.postMessage(conducting);
      },
    };
    setters.set(current, { setReport, setFailures, setAsks });
    batch(() => {
      setOther(keep);
      setRun(current);
      setPlaces(0);
      setPlaceSignal(0);
      setStatus({ kind: 'running', text: 'opening' });
    });
    return {
      current,
      mine,
      news: (bytes) => {
        if (mine !== generation) return;
        own.add(bytes);
        setPlaces(own.places);
        arrive(own, false);
      },
      done: (then) => {
        if (mine !== generation) return;
        batch(() => {
          setPlaces(own.places);
          if (own.header === undefined) setStatus({ kind: 'failed', says: 'The trace is empty.' });
          else setStatus({ kind: 'ready' });
          arrive(own, true);
          then?.();
        });
      },
    };
  }

  const setters = new WeakMap<
    Run,
    {
      setReport: (report: RunReport) => void;
      setFailures: (failures: readonly string[]) => void;
      setAsks: (question: Question) => void;
    }
  >();

  /** The run waits for the person who is the scheduler, and shows the step that led there. */
  const wait = (current: Run, question: Question): void => {
    const own = current.trace;
    const first = own.firstPlace.at(own.steps - 1);
    const hit = question.stopped;
    batch(() => {
      setPlaces(own.places);
      setStatus({ kind: 'ready' });
      setters.get(current)?.setAsks(question);
      if (wanted !== undefined && wanted !== 'first request' && wanted < own.places) setPlace(wanted);
      else {
        let at = first;
        if (hit) for (let each = first; each < own.places; each++) if (hitAt(own, [hit], each)) at = each;
        setPlace(at);
      }
    });
  };

  const fail = (mine: number, error: unknown): void => {
    if (mine !== generation) return;
    const says = error instanceof Error ? error.message : String(error);
    setStatus({ kind: 'failed', says: error instanceof TraceProblem ? `The trace cannot be read: ${says}` : says });
  };

  /** Runs a scenario here in the page; `place` is where to look when it is done. */
  function openScenario(name: string, { change = noChange, at, compare, takeOver }: Opening = {}): void {
    const source = { kind: 'scenario', name } as const;
    const { current, mine, news, done } = open(source, name, change, compare, at, takeOver);
    const started = new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' });
    worker = started;
    started.onerror = (event) => fail(mine, new Error(event.message || 'the run could not be started'));
    started.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (mine !== generation) return;
      try {
        switch (data.kind) {
          case 'trace':
            news(data.bytes);
            break;
          case 'asks':
            wait(current, data);
            break;
          case 'progress':
            setStatus({ kind: 'running', text: `${data.answered} of ${data.total} requests answered` });
            break;
          case 'done':
            done(() => {
              // Who let it go on to its end looks at the end.
              if (takeOver !== undefined && wanted === undefined)
                setPlace(current.trace.firstPlace.at(current.trace.steps - 1));
              setters.get(current)?.setReport(data.report);
              setters.get(current)?.setFailures(data.failures);
            });
            started.terminate();
            break;
          case 'failed':
            // What led there is in the trace.
            if (current.trace.places > 0) setPlace(current.trace.places - 1);
            fail(mine, new Error(data.says));
            break;
        }
      } catch (error) {
        fail(mine, error);
      }
    };
    started.postMessage(orderOf(name, change, takeOver));
  }

  /** Reads a trace piece by piece, and stays responsive meanwhile. */
  async function openTrace(
    source: Run['source'],
    title: string,
    stream: ReadableStream<Uint8Array>,
    at: number | undefined,
  ): Promise<void> {
    const { current, mine, news, done } = open(source, title, noChange, undefined, at);
    const lines = new WholeLines();
    const reader = stream.getReader();
    let bytes = 0;
    try {
      for (;;) {
        const { value, done: ended } = await reader.read();
        if (mine !== generation) return void reader.cancel();
        const whole = ended ? lines.finish() : value && lines.push(value);
        if (whole) {
          const pieceSize = 1 << 19;
          for (let from = 0; from < whole.length; ) {
            let to = whole.indexOf(10, Math.min(from + pieceSize, whole.length - 1)) + 1;
            if (to === 0) to = whole.length;
            news(whole.subarray(from, to));
            from = to;
            await new Promise((resolve) => setTimeout(resolve));
          }
          bytes += whole.length;
          setStatus({ kind: 'running', text: `${(bytes / 2 ** 20).toFixed(0)} MiB, ${current.trace.steps} steps` });
        }
        if (ended) break;
      }
      done();
    } catch (error) {
      done();
      fail(mine, error);
    }
  }

  async function openServed(at?: number): Promise<void> {
    const about = (await (await fetch('source.json')).json()) as { kind: string; name: string; scenario?: string };
    if (about.kind === 'scenario') {
      openScenario(about.name, { ...(at === undefined ? {} : { at }) });
      return;
    }
    const response = await fetch('source');
    if (!response.ok || !response.body) {
      setStatus({ kind: 'failed', says: `The server does not hand out the trace: ${await response.text()}` });
      return;
    }
    await openTrace({ kind: 'served' }, about.name, response.body, at);
  }

  const openFile = (file: File): Promise<void> =>
    openTrace({ kind: 'file', name: file.name }, file.name, file.stream(), undefined);

  function openAddress({ source, place: at, set, faults, seed, picks, takeOver }: Address): void {
    if (source === undefined) return;
    if (source.kind === 'served') void openServed(at);
    else {
      openScenario(source.name, {
        change: { set, faults, seed, picks },
        ...(at === undefined ? {} : { at }),
        ...(takeOver === undefined ? {} : { takeOver }),
      });
    }
  }

  const address = createMemo((): Address | undefined => {
    const current = run();
    if (!current || current.source?.kind === 'file') return undefined;
    return {
      source: current.source,
      place: status().kind === 'ready' ? place() : undefined,
      view: view(),
      actor: follow() ? undefined : actor(),
      takeOver: current.asks()?.step ?? current.takenOver,
      stops: stops().map(breakpointCode),
      ...current.change,
    };
  });

  if (start.actor !== undefined) {
    setActor(start.actor);
    setFollow(false);
  }
  openAddress(start);

  return {
    /** The address named something to look at. */
    hasSource: start.source !== undefined,
    run,
    other,
    setOther,
    status,
    trace,
    history,
    places,
    place,
    setPlace,
    step,
    delivery,
    view,
    setView,
    actor,
    setActor,
    follow,
    setFollow,
    slot,
    setSlot,
    atomic,
    setAtomic,
    asked,
    setAsked,
    stops,
    setStops,
    asks: () => run()?.asks(),
    openScenario,
    openFile,
    openServed,
    address,
    addressText: () => {
      const current = address();
      return current ? writeAddress(current) : '';
    },
    /** Looks at the run that the current one is compared with. */
    swap: () => {
      const [current, before] = [run(), other()];
      if (!current || !before) return;
      batch(() => {
        setRun(before);
        setOther(current);
        setPlaces(before.trace.places);
        setPlace(place());
        setStatus({ kind: 'ready' });
      });
    },
    isChanged: () => isChanged(run()?.change ?? noChange),
  };
}

export type Session = ReturnType<typeof createSession>;
