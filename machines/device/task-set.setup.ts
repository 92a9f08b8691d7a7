import { setup } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import { taskSetActions } from './task-set-actions.ts';
import type { TaskSetContext, TaskSetEvent, TaskSetInput } from './task-set-context.ts';
import { taskSetGuards } from './task-set-guards.ts';

/** The words of which `task-set.machine.ts` is written. */
export const taskSetSetup = setup({
  types: { context: {} as TaskSetContext, events: {} as TaskSetEvent, input: {} as TaskSetInput },
  guards: taskSetGuards,
  actions: taskSetActions,
  delays: { serviceTime: delays.serviceTime },
});
