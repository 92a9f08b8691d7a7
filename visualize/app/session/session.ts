import { batch, createMemo, createSignal } from 'solid-js';
import type { RunReport } from '../../../src/run/report.ts';
import { shownUpTo } from '../../../src/trace/damage.ts';
import type { Mark } from '../trace/marks.ts';
import { addressReader } from '../trace/paged-bytes.ts';
import type { Header } from '../trace/records.ts';
import { readTrace } from '../trace/remote-trace.ts';
import { MemoryTrace, type Trace } from '../trace/trace.ts';
import type { TraceOrigin } from '../trace/trace-origin.ts';
import { TraceProblem } from '../trace/trace-problem.ts';
import { type Address, readAddress, type View, writeAddress } from './address.ts';
import { type Again, headerOf, subjectOf, traceAgain } from './again.ts';
import { type Breakpoint, breakpointCode, breakpointOf, hitAt } from './breakpoints.ts';
import { type Change, isChanged, noChange, orderOf } from './change.ts';
import type { Conducting, Question } from './conducted.ts';
import { everySoOften } from './every-so-often.ts';
import { FrameFeed } from './frame-source.ts';
import { History } from './history.ts';
import type { FrameSource } from './key-frames.ts';
import { createLooks } from './looks.ts';
import type { RunNews } from './run-order.ts';
import { leaveThread, takeThread } from './run-threads.ts';
import { type ShownIn, shownIn } from './shown-in.ts';

/** A run that is looked at, or was looked at before it was changed. */
export type Run = {
  readonly title: string;
  readonly source: Address['source'] | { readonly kind: 'file'; readonly name: string };
  /** What it is run again from. */
  readonly again: Again;
  readonly change: Change;
  readonly trace: Trace;
  /** What the trace says of itself, or the one that the run is made from. */
  readonly header: () => Header | undefined;
  /** Of a story of the model checker, or a run that is made from one: whether it shows what the story is there for. */
  readonly shown: () => ShownIn | undefined;
  /** Undefined until the beginning of the trace is here. */
  readonly history: () => History | undefined;
  readonly report: () => RunReport | undefined;
  readonly failures: () => readonly string[];
  /** What it is not, of that from which it is run again. */
  readonly notes: () => readonly string[];
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

/** What the server says that it shows. */
type ServedSource = {
  readonly kind: 'scenario' | 'trace' | 'live' | 'none';
  readonly name: string;
  readonly says?: string;
};

/** Something in a chart that a person wants to know more about. */
export type Asked = { readonly machine: string; readonly state?: string; readonly transitions: readonly string[] };

const serverIsGone = 'The server is gone; what it told so far is here.';

/** Milliseconds without a step after which a run that goes on elsewhere has come to rest. */
const restAfter = 400;

/** Messages of a run in which an actor may be far from its beginning. */
const farFrom = 20_000;

/** Everything the page knows: which run, where in it, how it is looked at. */
export function createSession() {
  const start = readAddress(location.hash);
  const [run, setRun] = createSignal<Run>();
  const [other, setOther] = createSignal<Run>();
  const [status, setStatus] = createSignal<Status>({ kind: 'empty' });
  /** Grows while a trace comes in. */
  const [places, setPlaces] = createSignal(0);
  /** Grows when lines have come that were looked at before they were here. */
  const [arrived, setArrived] = createSignal(0);
  /** The run goes on elsewhere; `behind` when a person looks at what has been. */
  const [live, setLive] = createSignal<'following' | 'behind'>();
  /** The run that is served goes on, as far as is known, whether or not it is looked at. */
  const [goesOn, setGoesOn] = createSignal(false);
  /** What goes on elsewhere has come to rest, for the time being. */
  const [still, setStill] = createSignal(false);
  const [place, setPlaceSignal] = createSignal(0);
  const [view, setView] = createSignal<View>(start.view);
  const [actor, setActor] = createSignal<string>();
  /** The chart goes to the actor that acts. */
  const [follows, setFollow] = createSignal(true);
  const looks = createLooks(start);
  /** Transitions or a state that a person asked about. */
  const [asked, setAsked] = createSignal<Asked>();
  const [stops, setStops] = createSignal<readonly Breakpoint[]>(
    start.stops.flatMap((each) => breakpointOf(each) ?? []),
  );
  let generation = 0;
  let wanted: number | 'first request' | undefined;
  /** Ends what brings the run that is looked at. */
  let stop = (): void => undefined;
  /** Tells the thread that runs a scenario what a person decided. */
  let post: ((conducting: Conducting) => void) | undefined;
  /** What a person said before the run had come to where it asks them. */
  let beforehand: Conducting | undefined;

  const trace = (): Trace | undefined => {
    places();
    arrived();
    return run()?.trace;
  };
  const step = createMemo(() => trace()?.stepAt(place()));
  const delivery = createMemo(() => trace()?.delivery(place()));
  /** What stands out in the run, with what a story shows. */
  const marks = createMemo(
    (): readonly Mark[] => {
      const own = trace()?.marks ?? [];
      const more = run()?.shown()?.marks ?? [];
      return more.length === 0 ? own : [...own, ...more].sort((a, b) => a.place - b.place);
      // The marks of a trace that grows are one list.
    },
    undefined,
    { equals: false },
  );
  const history = (): History | undefined => {
    const current = run();
    arrived();
    return current && places() > 0 ? current.history() : undefined;
  };

  const setPlace = (next: number): void => {
    wanted = undefined;
    const at = Math.max(0, Math.min(next, places() - 1));
    batch(() => {
      setPlaceSignal(at);
      if (live()) setLive(isLastStep(at) ? 'following' : 'behind');
    });
  };
  const isLastStep = (at: number): boolean => {
    const own = run()?.trace;
    return own !== undefined && own.stepOf.at(at) === own.steps - 1;
  };
  /** Goes where the person wants to begin as soon as the trace has come that far, unless they have moved meanwhile. */
  const arrive = (own: Trace, ended: boolean): void => {
    if (wanted === undefined) return;
    const first = own.lives[0]?.from;
    // Who opens a story wants to see what it shows: it is looked for when all of it is here.
    if (wanted === 'first request' && own.header?.story) return;
    const at = wanted === 'first request' ? (first ?? (ended ? 0 : undefined)) : wanted;
    if (at !== undefined && (ended || at < own.places)) setPlace(at);
  };

  function open(
    own: Trace,
    source: Run['source'],
    title: string,
    again: Again,
    { change = noChange, at, compare, takeOver }: Opening,
  ): { current: Run; mine: number; grown: () => void; done: (then?: () => void) => void } {
    stop();
    post = undefined;
    beforehand = undefined;
    const mine = ++generation;
    wanted = at ?? 'first request';
    const [report, setReport] = createSignal<RunReport>();
    const [failures, setFailures] = createSignal<readonly string[]>([]);
    const [notes, setNotes] = createSignal<readonly string[]>([]);
    const [asks, setAsks] = createSignal<Question>();
    const [ownChange, setChange] = createSignal(change);
    const [subject, setSubject] = createSignal<Header>();
    const [shown, setShown] = createSignal<ShownIn>();
    let wasAsked = false;
    let past: History | undefined;
    const current: Run = {
      title,
      source,
      again,
      get change() {
        return ownChange();
      },
      trace: own,
      header: () => {
        // It comes with the first lines.
        places();
        return (again.kind === 'trace' ? subject() : undefined) ?? own.header;
      },
      shown,
      history: () => {
        // How the system starts is told by its first step; asking for it brings it.
        if (!past && own.exact(0) === undefined) own.step(0);
        else past ??= new History(own, () => frames.get(own));
        return past;
      },
      report,
      failures,
      notes,
      asks,
      takenOver: takeOver,
      tell: (conducting, changed) => {
        if (mine !== generation) return;
        if (!asks()) {
          if (takeOver !== undefined && !wasAsked && conducting.kind === 'go') beforehand = conducting;
          return;
        }
        wasAsked = true;
        batch(() => {
          if (changed) setChange(changed);
          setAsks(undefined);
          setStatus({ kind: 'running', text: '' });
        });
        post?.(conducting);
      },
    };
    setters.set(current, { setReport, setFailures, setNotes, setAsks, setSubject, setShown });
    own.onArrival = () => mine === generation && setArrived((n) => n + 1);
    own.onProblem = (problem) => queueMicrotask(() => fail(mine, problem));
    batch(() => {
      setOther(compare);
      setRun(current);
      setPlaces(0);
      setPlaceSignal(0);
      setLive(undefined);
      setStatus({ kind: 'running', text: 'opening' });
    });
    const grown = (): void => {
      if (mine !== generation) return;
      batch(() => {
        setPlaces(own.places);
        if (live() === 'following' && wanted === undefined)
          setPlaceSignal(Math.max(0, own.firstPlace.at(own.steps - 1)));
        arrive(own, false);
      });
    };
    return {
      current,
      mine,
      grown,
      done: (then) => {
        if (mine !== generation) return;
        batch(() => {
          grown();
          setLive(undefined);
          if (own.header === undefined) setStatus({ kind: 'failed', says: 'The trace is empty.' });
          else setStatus({ kind: 'ready' });
          arrive(own, true);
          then?.();
        });
        lookFor(current, mine);
      },
    };
  }

  /** Of long traces that are elsewhere. */
  const frames = new WeakMap<Trace, FrameSource>();
  const setters = new WeakMap<
    Run,
    {
      setReport: (report: RunReport) => void;
      setFailures: (failures: readonly string[]) => void;
      setNotes: (notes: readonly string[]) => void;
      setAsks: (question: Question) => void;
      setSubject: (header: Header | undefined) => void;
      setShown: (shown: ShownIn) => void;
    }
  >();

  /** Looks for what a story shows, in a run that has come to its end, or to where it waits for a person. */
  function lookFor(current: Run, mine: number): void {
    look(current, mine).catch((error: unknown) => fail(mine, error));
  }

  async function look(current: Run, mine: number): Promise<void> {
    const story = current.header()?.story;
    const { trace: own } = current;
    if (!story || own.steps === 0) return;
    await own.bring(0);
    const past = current.history();
    if (!past || mine !== generation) return;
    const found = await shownIn(story, own, past);
    if (mine !== generation) return;
    batch(() => {
      setters.get(current)?.setShown(found);
      if (wanted === 'first request') setPlace(found.place ?? own.firstPlace.at(own.steps - 1));
    });
  }

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
    if (beforehand) current.tell(beforehand);
    else lookFor(current, generation);
    beforehand = undefined;
  };

  const fail = (mine: number, error: unknown): void => {
    if (mine !== generation) return;
    const says = error instanceof Error ? error.message : String(error);
    setStatus({ kind: 'failed', says: error instanceof TraceProblem ? problemText(error) : says });
  };

  /** Of a long trace damage may be found when all of it is shown. */
  const problemText = ({ message, breaksOff }: TraceProblem): string => {
    const steps = run()?.trace.steps ?? 0;
    if (steps === 0) return `The trace cannot be read: ${message}`;
    return breaksOff ? shownUpTo(steps, message) : `The trace is damaged: ${message}`;
  };

  /** Runs a scenario here in the page. */
  const openScenario = (name: string, opening: Opening = {}): void => {
    const again = { kind: 'scenario', name } as const;
    runHere(again, again, opening);
  };

  /** Runs again, here in the page, what is looked at, or was; `at` is where to look when it is done. */
  function openRun(again: Again, opening: Opening): void {
    const source = [run(), other()].find((each) => each?.again === again)?.source;
    if (source) runHere(again, source, opening);
  }

  function runHere(again: Again, source: Run['source'], opening: Opening): void {
    const { change = noChange, at, takeOver } = opening;
    const own = new MemoryTrace({ thorough: false });
    const { current, mine, grown, done } = open(own, source, again.name, again, opening);
    const started = takeThread();
    stop = () => started.terminate();
    post = (conducting) => started.postMessage(conducting);
    started.onerror = (event) => fail(mine, new Error(event.message || 'the run could not be started'));
    started.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (mine !== generation) return;
      try {
        switch (data.kind) {
          case 'trace':
            own.add(data.bytes);
            grown();
            break;
          case 'asks':
            wait(current, data);
            break;
          case 'untold':
            setters
              .get(current)
              ?.setNotes([
                `The trace does not tell the data of ${data.requests.length === 1 ? 'request' : 'requests'} ${data.requests.join(', ')}: zeros stand for them.`,
              ]);
            break;
          case 'scenario':
            break;
          case 'progress':
            setStatus({ kind: 'running', text: `${data.answered} of ${data.total} requests answered` });
            break;
          case 'done':
            done(() => {
              // Who let it go on to its end looks at the end.
              if (takeOver !== undefined && wanted === undefined)
                setPlace(current.trace.firstPlace.at(current.trace.steps - 1));
              // Who changed a trace looks at where it became another run.
              else if (data.parted !== undefined && at === undefined)
                setPlace(current.trace.firstPlace.at(Math.min(data.parted, current.trace.steps - 1)));
              setters.get(current)?.setReport(data.report);
              setters.get(current)?.setFailures(data.failures);
            });
            stop = () => undefined;
            leaveThread(started);
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
    const begin = async (): Promise<void> => {
      const subject = await subjectOf(again);
      if (subject.trace) setters.get(current)?.setSubject(await headerOf(subject.trace));
      if (mine === generation) started.postMessage({ ...orderOf(again.name, change, takeOver), ...subject });
    };
    begin().catch((error: unknown) => fail(mine, error));
  }

  /** Reads a trace that is elsewhere; the page stays responsive meanwhile. */
  function openTrace(
    source: Run['source'],
    title: string,
    origin: TraceOrigin,
    opening: Pick<Opening, 'at' | 'compare'> = {},
  ): void {
    const { at } = opening;
    const isLive = origin.kind === 'address' && origin.live !== undefined;
    // What goes on is seen to go on; a long trace is rather read than drawn meanwhile.
    const show = everySoOften(isLive ? 100 : 500, () => {
      grown();
      // What goes on does not end before somebody wants to look far back.
      if (isLive) beginFrames();
      if (mine === generation && status().kind === 'running') setStatus({ kind: 'running', text: text() });
      if (!isLive || mine !== generation) return;
      setStill(false);
      clearTimeout(resting);
      resting = setTimeout(() => mine === generation && setStill(true), restAfter);
    });
    let resting: ReturnType<typeof setTimeout> | undefined;
    const taken = new FrameFeed(() => reading.check());
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      show.now();
      done();
      beginFrames(() => taken.end());
    };
    const reading = readTrace(origin, {
      grown: (news) => {
        taken.receive(news);
        show();
      },
      read: () => {
        end();
        if (!isLive) return;
        setGoesOn(false);
        void outcome(mine);
      },
      failed: (problem) => {
        end();
        const isCutOff = isLive && !(problem instanceof TraceProblem);
        fail(mine, isCutOff ? new Error(serverIsGone, { cause: problem }) : problem);
      },
    });
    const text = (): string =>
      isLive
        ? ''
        : `${(reading.trace.upTo / 2 ** 20).toFixed(0)} MiB, ${reading.trace.steps.toLocaleString('en-US')} steps`;
    const again = traceAgain(title, () => reading.trace.whole());
    // It is followed from the beginning: nobody is to think meanwhile that it goes on without them.
    const { mine, grown, done } = batch(() => {
      const opened = open(reading.trace, source, title, again, opening);
      if (isLive) {
        setGoesOn(true);
        setLive('following');
      }
      return opened;
    });
    const withFrames = async (): Promise<void> => {
      const own = reading.trace;
      if (mine !== generation || own.places <= farFrom || taken.hasBegun) return;
      // How its system starts is told by its first step.
      await own.bring(0);
      if (mine !== generation || taken.hasBegun) return;
      taken.begin(own);
      frames.set(own, taken);
    };
    function beginFrames(then?: () => void): void {
      withFrames().then(then, (error: unknown) => fail(mine, error));
    }
    stop = () => {
      reading.stop();
      taken.stop();
    };
    if (isLive && at === undefined) wanted = undefined;
  }

  /** How a run ended that was followed. */
  async function outcome(mine: number): Promise<void> {
    try {
      const { says } = (await (await fetch('source.json')).json()) as ServedSource;
      if (says !== undefined) fail(mine, new Error(says));
    } catch (error) {
      fail(mine, new Error(serverIsGone, { cause: error }));
    }
  }

  async function openServed(opening: Opening = {}): Promise<void> {
    const mine = generation;
    try {
      const about = (await (await fetch('source.json')).json()) as ServedSource;
      setGoesOn(about.kind === 'live');
      // The person has opened something else meanwhile.
      if (mine !== generation) return;
      if (about.kind === 'scenario') openScenario(about.name, opening);
      else {
        const more = about.kind === 'live' ? { live: new URL('live', location.href).href } : {};
        openAt({ kind: 'served' }, about.name, { address: new URL('source', location.href).href, ...more }, opening);
      }
    } catch (error) {
      fail(mine, error);
    }
  }

  /** A trace at an address, or the run that was made from it there. */
  function openAt(
    source: Run['source'],
    title: string,
    origin: { readonly address: string; readonly live?: string },
    opening: Opening,
  ): void {
    const { change = noChange, takeOver } = opening;
    if (takeOver !== undefined || change.follow !== undefined || isChanged(change)) {
      runHere(
        traceAgain(title, () => addressReader(origin.address).whole()),
        source,
        opening,
      );
    } else openTrace(source, title, { kind: 'address', ...origin }, opening);
  }

  const openFile = (file: File): void =>
    openTrace({ kind: 'file', name: file.name }, file.name, { kind: 'file', file });

  /** A trace that lies beside the page on the web server that handed it out, and nowhere else. */
  function openBeside(path: string, opening: Opening): void {
    const folder = new URL('.', location.href).href;
    const address = URL.canParse(path, folder) ? new URL(path, folder).href : '';
    if (address.startsWith(folder)) {
      openAt({ kind: 'trace', path }, path, { address }, opening);
      return;
    }
    fail(generation, new Error(`got trace=${path}; accepted: the path of a trace that lies beside this page`));
  }

  function openAddress({ source, place: at, set, faults, seed, picks, follow, takeOver }: Address): void {
    const opening: Opening = {
      change: { set, faults, seed, picks, follow },
      ...(at === undefined ? {} : { at }),
      ...(takeOver === undefined ? {} : { takeOver }),
    };
    switch (source?.kind) {
      case undefined:
        return;
      case 'served':
        void openServed(opening);
        return;
      case 'trace':
        openBeside(source.path, opening);
        return;
      case 'scenario':
        openScenario(source.name, opening);
    }
  }

  /** Goes where an address says, as if the page had been opened with it. */
  const goTo = (text: string): void => {
    const told = readAddress(text);
    batch(() => {
      setView(told.view);
      setActor(told.actor);
      setFollow(told.actor === undefined);
      looks.lookAs(told);
      setAsked(undefined);
      setStops(told.stops.flatMap((each) => breakpointOf(each) ?? []));
      openAddress(told);
    });
  };

  const address = createMemo((): Address | undefined => {
    const current = run();
    if (!current || current.source?.kind === 'file') return undefined;
    return {
      source: current.source,
      place: status().kind === 'ready' || live() === 'behind' ? place() : undefined,
      view: view(),
      actor: follows() ? undefined : actor(),
      // What has come to its end comes to it again by itself.
      takeOver: current.asks()?.step ?? (current.report() ? undefined : current.takenOver),
      stops: stops().map(breakpointCode),
      ...looks.looks(),
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
    marks,
    places,
    place,
    setPlace,
    step,
    delivery,
    view,
    setView,
    actor,
    setActor,
    follow: follows,
    setFollow,
    ...looks,
    asked,
    setAsked,
    live,
    still,
    stops,
    setStops,
    asks: () => run()?.asks(),
    openScenario,
    openRun,
    openFile,
    openServed,
    /** What is looked at was made of a run that goes on elsewhere, which nothing is seen of meanwhile. */
    isAway: () => goesOn() && live() === undefined && run()?.source?.kind === 'served',
    /** Follows the run that goes on elsewhere again. */
    followAgain: () => {
      const current = run();
      void openServed({ compare: current?.report() ? current : undefined });
    },
    goTo,
    address,
    addressText: () => {
      const current = address();
      return current ? writeAddress(current) : '';
    },
    /** Looks at the run that the current one is compared with; not before this one has come to where it stops. */
    swap: () => {
      const [current, before] = [run(), other()];
      if (!current || !before || status().kind === 'running') return;
      batch(() => {
        setRun(before);
        setOther(current);
        setPlaces(before.trace.places);
        setPlace(place());
        setStatus({ kind: 'ready' });
      });
    },
    /** Tells a person why something is not to be had. */
    complain: (says: string) => void setStatus({ kind: 'failed', says }),
    /** The person has read why it failed. */
    dismiss: () => setStatus(places() > 0 ? { kind: 'ready' } : { kind: 'empty' }),
    isChanged: () => isChanged(run()?.change ?? noChange),
  };
}

export type Session = ReturnType<typeof createSession>;
