import { assign, setup } from 'xstate';
import { Exploration } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';

/** Wheels of a hundred places that turn independently of each other: 100^n states. Minutes, and some gigabytes. */
const places = 100;
const wheels = 4;

const machine = setup({
  types: { context: {} as { place: number } },
  actions: { turn: assign({ place: ({ context }) => (context.place + 1) % places }) },
  delays: { tick: 10 },
}).createMachine({
  id: 'wheel',
  context: { place: 0 },
  initial: 'turning',
  states: { turning: { after: { tick: { target: 'turning', reenter: true, actions: 'turn' } } } },
});
const spec: ModelSpec = {
  name: `${wheels} wheels of ${places}`,
  actors: Array.from({ length: wheels }, (_, i) => ({ address: `wheel${i}`, machine, input: undefined })),
  offered: {},
  spontaneous: [],
  timerMode: 'any',
  faultBudget: 0,
  laneBound: 1,
  localLimit: 2 * places,
};

const exploration = new Exploration(spec, { maxStates: 2 * places ** wheels });
while (exploration.advance(1_000_000));
const { states, transitions, complete, seconds } = exploration.result();
if (!complete || states !== places ** wheels) throw new Error(`${states} states`);
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  `${spec.name}: ${states.toLocaleString('en-US')} states, ${transitions.toLocaleString('en-US')} transitions, complete, ${seconds.toFixed(0)} s`,
);
console.log(`at most ${(peak / 1e9).toFixed(2)} GB resident, ${(peak / states).toFixed(1)} bytes a state`);
