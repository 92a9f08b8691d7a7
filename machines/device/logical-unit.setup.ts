import { and, not, setup, stateIn } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import { delays } from '../protocol/parameters.ts';
import { logicalUnitActions } from './logical-unit-actions.ts';
import type { LogicalUnitContext, LogicalUnitEvent, LogicalUnitInput } from './logical-unit-context.ts';
import { logicalUnitGuards } from './logical-unit-guards.ts';

/** The words of which `logical-unit.machine.ts` is written. */
export const logicalUnitSetup = setup({
  types: {
    context: {} as LogicalUnitContext,
    events: {} as LogicalUnitEvent,
    input: {} as LogicalUnitInput,
    emitted: {} as Effect,
  },
  guards: {
    ...logicalUnitGuards,
    'the unit is coming up': stateIn({ readiness: 'coming up' }),
    'the unit is stopped': stateIn({ readiness: 'stopped' }),
    'the unit has no medium': stateIn({ readiness: 'medium removed' }),
    'the unit is ready': stateIn({ readiness: 'ready' }),
    'the command needs a ready unit: is coming up': and(['the command needs a ready unit', 'the unit is coming up']),
    'the command needs a ready unit: is stopped': and(['the command needs a ready unit', 'the unit is stopped']),
    'the command needs a ready unit: has no medium': and(['the command needs a ready unit', 'the unit has no medium']),
    'START UNIT with IMMED: not ready': and([
      'START UNIT with IMMED',
      not('the unit is ready'),
      not('the unit has no medium'),
    ]),
    'START UNIT: no medium': and(['START UNIT', 'the unit has no medium']),
    'START UNIT: not ready': and(['START UNIT', not('the unit is ready')]),
  },
  actions: logicalUnitActions,
  delays: { becomingReadyTime: delays.becomingReadyTime, spinUpTime: delays.spinUpTime },
});
