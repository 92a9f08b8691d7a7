import { setup } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import { commandActions } from './scsa-disk-command.actions.ts';
import { commandGuards } from './scsa-disk-command.guards.ts';
import type { CommandContext, CommandEvent, CommandInput } from './scsa-disk-command.types.ts';

/** The words of which `scsa-disk-command.machine.ts` is written. */
export const scsaDiskCommandSetup = setup({
  types: {
    input: {} as CommandInput,
    context: {} as CommandContext,
    events: {} as CommandEvent,
  },
  guards: commandGuards,
  actions: commandActions,
  delays: { mediaChangeDelay: delays.mediaChangeDelay },
});
