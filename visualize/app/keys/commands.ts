import { walkTour } from '../gallery/tour-stops.tsx';
import type { Page } from '../inspector.tsx';
import { views } from '../session/address.ts';
import { breakpointText, hitAt } from '../session/breakpoints.ts';
import { byMessage, byStep, type Direction, search, toBreakpoint, toEnd, toMark, troubles } from '../session/moves.ts';
import { canTakeOver, goOn, takeOver, undo } from '../session/scheduler.ts';
import type { MarkKind } from '../trace/marks.ts';
import type { Trace } from '../trace/trace.ts';
import { dismissDialog } from '../views/dialog.tsx';

export const groups = ['Move', 'Play', 'Look', 'Be the scheduler', 'Change', 'Page'] as const;

/** Something a person can do with a key. */
export type Command = {
  readonly keys: readonly string[];
  readonly does: string;
  readonly group: (typeof groups)[number];
  readonly run: (page: Page) => void;
};

const move =
  (go: (trace: Trace, place: number, direction: Direction) => number, direction: Direction) =>
  ({ session, player }: Page): void => {
    const trace = session.trace();
    if (!trace || trace.places === 0) return;
    player.stop();
    session.setPlace(go(trace, session.place(), direction));
  };

/** To the next mark of these kinds, or says that there is none. @param called - one of them, in words. */
const to =
  (called: string, direction: Direction, ...kinds: MarkKind[]) =>
  (page: Page): void => {
    const { session } = page;
    const before = session.place();
    if (toMark(session.marks(), before, direction, kinds) === before)
      page.say(`There is no ${called} ${direction === 1 ? 'from here on' : 'before this one'}.`);
    else move((_, place) => toMark(session.marks(), place, direction, kinds), direction)(page);
  };

/** Goes to the next message with the words that are searched for. */
export async function searchNext(page: Page, direction: Direction): Promise<void> {
  const { session } = page;
  const trace = session.trace();
  if (!trace) return;
  if (page.query().trim() === '') {
    page.say('Nothing was searched for yet: / begins a search.');
    return;
  }
  const found = await search(trace, page.query(), session.place(), direction);
  if (found < 0) page.say(`Nothing in this run has all of: ${page.query()}`);
  else {
    page.say(`Found in step ${trace.stepOf.at(found)}`);
    session.setPlace(found);
  }
}

/** Goes to the next message at which a breakpoint is met; in a run that asks, lets it go on to there. */
async function breakpointNext(page: Page, direction: Direction): Promise<void> {
  const { session } = page;
  const trace = session.trace();
  const stops = session.stops();
  if (!trace) return;
  if (stops.length === 0) {
    page.setOverlay('breakpoints');
    return;
  }
  page.player.stop();
  const found = await toBreakpoint(trace, stops, session.place(), direction);
  if (found >= 0) {
    session.setPlace(found);
    const met = hitAt(trace, stops, found);
    if (met) page.say(`Breakpoint: ${breakpointText(met)}`);
  } else if (direction === 1 && session.asks()) goOn(session);
  else page.say('No breakpoint is met from here on.');
}

/** The next step; behind the last one of a run that asks, what is due happens. */
function nextStep(page: Page): void {
  const { session } = page;
  const trace = session.trace();
  if (trace && session.asks() && byStep(trace, session.place(), 1) === session.place()) goOn(session, 1);
  else move(byStep, 1)(page);
}

/** Goes from one offer of the scheduler to another. */
function focusOffer(direction: Direction): void {
  const offers = [...document.querySelectorAll<HTMLElement>('.scheduler .offer:not(:disabled)')];
  const active = document.activeElement;
  const now = active instanceof HTMLElement ? offers.indexOf(active) : -1;
  const next = now < 0 ? (direction === 1 ? 0 : offers.length - 1) : (now + direction + offers.length) % offers.length;
  offers[next]?.focus();
}

/** To the run that this one is compared with. */
function otherRun({ session, player, say }: Page): void {
  player.stop();
  if (!session.other()) say('There is no other run: take over, fork, or change something.');
  else if (session.status().kind === 'running') say('First this one has to come to where it stops.');
  else session.swap();
}

/** What only somebody can do who is the scheduler. */
const asked =
  (act: (page: Page) => void) =>
  (page: Page): void => {
    // What is said before the run asks counts as soon as it does.
    if (page.session.run()?.takenOver !== undefined) act(page);
    else page.say('Nobody is asked what happens next: s takes over.');
  };

const view =
  (index: number) =>
  ({ session }: Page): void => {
    const wanted = views[index];
    if (wanted) session.setView(wanted);
  };

const focusOn = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

export const commands: readonly Command[] = [
  { keys: ['→', 'l'], group: 'Move', does: 'next step', run: nextStep },
  { keys: ['←', 'h'], group: 'Move', does: 'step back', run: move(byStep, -1) },
  { keys: ['.'], group: 'Move', does: 'next message, within the step too', run: move(byMessage, 1) },
  { keys: [','], group: 'Move', does: 'message before', run: move(byMessage, -1) },
  {
    keys: ['c'],
    group: 'Move',
    does: 'next command given to the transport',
    run: to('command', 1, 'command', 'sense'),
  },
  { keys: ['C'], group: 'Move', does: 'command before', run: to('command', -1, 'command', 'sense') },
  { keys: ['i'], group: 'Move', does: 'next answer to a request (I/O)', run: to('answer', 1, 'answer', 'error') },
  { keys: ['I'], group: 'Move', does: 'answer before', run: to('answer', -1, 'answer', 'error') },
  {
    keys: ['e'],
    group: 'Move',
    does: 'next trouble: fault, check condition, reset, timeout, error',
    run: to('trouble', 1, ...troubles),
  },
  { keys: ['E'], group: 'Move', does: 'trouble before', run: to('trouble', -1, ...troubles) },
  { keys: ['>'], group: 'Move', does: 'next stop of the tour', run: (page) => walkTour(page, 1) },
  { keys: ['<'], group: 'Move', does: 'stop before', run: (page) => walkTour(page, -1) },
  { keys: ['Home'], group: 'Move', does: 'beginning', run: move(() => 0, -1) },
  {
    keys: ['End'],
    group: 'Move',
    does: 'end',
    run: (page) => move((trace) => toEnd(trace, page.session.run()?.shown()?.place), 1)(page),
  },
  { keys: ['Space'], group: 'Play', does: 'play, pause', run: ({ player }) => player.toggle() },
  { keys: [']'], group: 'Play', does: 'faster', run: ({ player }) => player.changeSpeed(1) },
  { keys: ['['], group: 'Play', does: 'slower', run: ({ player }) => player.changeSpeed(-1) },
  { keys: ['b'], group: 'Play', does: 'on to the next breakpoint', run: (page) => void breakpointNext(page, 1) },
  { keys: ['Z'], group: 'Play', does: 'back to the breakpoint before', run: (page) => void breakpointNext(page, -1) },
  {
    keys: ['B'],
    group: 'Play',
    does: 'breakpoints: list, add, remove',
    run: ({ setOverlay }) => setOverlay('breakpoints'),
  },
  { keys: ['0'], group: 'Look', does: 'stack: every layer at once', run: view(0) },
  { keys: ['1'], group: 'Look', does: 'statecharts', run: view(1) },
  { keys: ['2'], group: 'Look', does: 'message sequence', run: view(2) },
  { keys: ['3'], group: 'Look', does: 'packet life lines and bus', run: view(3) },
  { keys: ['4'], group: 'Look', does: 'coverage', run: view(4) },
  { keys: ['5'], group: 'Look', does: 'properties: what must hold, and whether it does', run: view(5) },
  { keys: ['f'], group: 'Look', does: 'chart: all of it, and back', run: ({ camera }) => camera.fit() },
  { keys: ['+', '='], group: 'Look', does: 'chart, packets: larger', run: ({ camera }) => camera.zoom(1.25) },
  { keys: ['-'], group: 'Look', does: 'chart, packets: smaller', run: ({ camera }) => camera.zoom(0.8) },
  { keys: ['W'], group: 'Look', does: 'chart: up', run: ({ camera }) => camera.pan(0, 80) },
  { keys: ['S'], group: 'Look', does: 'chart: down', run: ({ camera }) => camera.pan(0, -80) },
  { keys: ['A'], group: 'Look', does: 'chart: left', run: ({ camera }) => camera.pan(80, 0) },
  { keys: ['D'], group: 'Look', does: 'chart: right', run: ({ camera }) => camera.pan(-80, 0) },
  {
    keys: ['↓'],
    group: 'Look',
    does: 'chart: next transition or state, told in full; Enter for its clauses',
    run: ({ camera }) => camera.walk(1),
  },
  { keys: ['↑'], group: 'Look', does: 'chart: the one before', run: ({ camera }) => camera.walk(-1) },
  {
    keys: ['a'],
    group: 'Look',
    does: 'chart: follow whoever acts, or stay',
    run: ({ session }) => session.setFollow(!session.follow()),
  },
  {
    keys: ['m'],
    group: 'Look',
    does: 'sequence: messages within a step too',
    run: ({ session }) => session.setAtomic(!session.atomic()),
  },
  {
    keys: ['w'],
    group: 'Look',
    does: 'why: which guards, which values, which clause',
    run: () => {
      document.getElementById('why')?.scrollIntoView({ block: 'start' });
      focusOn('#why summary, #why');
    },
  },
  {
    keys: ['s'],
    group: 'Be the scheduler',
    does: 'take over: from this step on you say what happens',
    run: (page) => {
      if (canTakeOver(page.session)) takeOver(page.session);
      else page.say('There is no step yet after which somebody could say what happens.');
    },
  },
  { keys: ['j'], group: 'Be the scheduler', does: 'next offer; Enter lets it happen', run: asked(() => focusOffer(1)) },
  { keys: ['k'], group: 'Be the scheduler', does: 'offer before', run: asked(() => focusOffer(-1)) },
  {
    keys: ['r'],
    group: 'Be the scheduler',
    does: 'on by itself to the end, or to a breakpoint',
    run: asked(({ session }) => goOn(session)),
  },
  {
    keys: ['u'],
    group: 'Be the scheduler',
    does: 'take back what was chosen last',
    run: ({ session, say }) => {
      if ((session.run()?.change.picks.length ?? 0) > 0) undo(session);
      else say('Nothing was chosen that could be taken back.');
    },
  },
  {
    keys: ['v'],
    group: 'Change',
    does: 'what if: other parameters, other faults',
    run: ({ setOverlay }) => setOverlay('whatIf'),
  },
  {
    keys: ['p'],
    group: 'Change',
    does: 'side by side: the same faults under SCSA and AIX, or on another interconnect',
    run: ({ setOverlay }) => setOverlay('compare'),
  },
  { keys: ['x'], group: 'Change', does: 'the other run: as it was, and back', run: otherRun },
  {
    keys: ['X'],
    group: 'Change',
    does: 'two futures: both runs side by side, from where they part',
    run: ({ setOverlay }) => setOverlay('futures'),
  },
  {
    keys: ['/'],
    group: 'Page',
    does: 'search: words of a message, such as CHECK CONDITION',
    run: () => {
      focusOn('#search');
      // What is typed next stands for what was searched for before.
      document.querySelector<HTMLInputElement>('#search')?.select();
    },
  },
  { keys: ['n'], group: 'Page', does: 'search on', run: (page) => void searchNext(page, 1) },
  { keys: ['N'], group: 'Page', does: 'search back', run: (page) => void searchNext(page, -1) },
  { keys: ['g'], group: 'Page', does: 'gallery of scenarios', run: ({ setOverlay }) => setOverlay('gallery') },
  {
    keys: ['o'],
    group: 'Page',
    does: 'export: picture, Mermaid, Perfetto, trace; save as scenario or test',
    run: ({ setOverlay }) => setOverlay('export'),
  },
  {
    keys: ['y'],
    group: 'Page',
    does: 'copy the address of what is seen',
    run: (page) => {
      navigator.clipboard.writeText(location.href).then(
        () => page.say('The address is in the clipboard.'),
        () => page.say('The browser does not allow copying; the address bar has it.'),
      );
    },
  },
  {
    keys: ['t'],
    group: 'Page',
    does: 'dark, light',
    run: ({ theme, setTheme }) => setTheme(theme() === 'dark' ? 'light' : 'dark'),
  },
  { keys: ['?'], group: 'Page', does: 'this help', run: ({ setOverlay }) => setOverlay('help') },
];

const names: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ' ': 'Space',
};
const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));

/** Runs the command behind a key, unless the key belongs to what has the focus. */
export function runCommand(page: Page, event: KeyboardEvent): void {
  if (event.key === 'Escape') {
    if (page.said() !== '') page.say('');
    if (dismissDialog()) event.preventDefault();
    else if (document.activeElement instanceof HTMLElement || document.activeElement instanceof SVGElement)
      document.activeElement.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof HTMLElement) {
    if (target.matches('input:not([type=range]), select, textarea')) return;
    if (event.key === ' ' && target.matches('button, summary, a, [role=option], [role=tab]')) return;
    if (target.matches('input[type=range]') && (event.key === 'Home' || event.key === 'End')) event.preventDefault();
    // What scrolls, or has a value, keeps its own.
    if (/^Arrow(Up|Down)$/.test(event.key) && target.matches('.scroll, .scroll *, input[type=range]')) return;
  }
  const command = byKey.get(names[event.key] ?? event.key);
  if (!command || (page.overlay() !== undefined && command.group !== 'Page')) return;
  event.preventDefault();
  command.run(page);
}
