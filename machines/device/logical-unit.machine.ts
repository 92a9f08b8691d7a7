import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { logicalUnitSetup } from './logical-unit.setup.ts';
import { arrival, execution } from './logical-unit-commands.rows.ts';
import { powerOnRecords } from './logical-unit-context.ts';
import { readiness } from './logical-unit-readiness.states.ts';
import { holdSense, requestSense, sendSense } from './logical-unit-sense.rows.ts';

/** Whether the unit can carry out commands, and what it says for each: status, sense data, unit attention, reservation. */
export const logicalUnitMachine = logicalUnitSetup.createMachine({
  id: 'logical-unit',
  description: 'The device server of one logical unit (SCSI-2 7.5 to 7.9).',
  type: 'parallel',
  context: ({ input }) => ({
    at: { lun: input.lun, target: input.target, initiators: input.initiators },
    params: input.params,
    records: powerOnRecords(input),
    reservedBy: null,
    registered: [],
    heldBy: null,
    starting: null,
  }),
  states: {
    readiness: { description: 'Can the unit reach its medium?', ...readiness },
    server: {
      description: 'What the unit says to commands.',
      initial: 'serving',
      states: {
        serving: {
          description: 'Each command is answered in the step in which the task set hands it over.',
          on: {
            'lu.command': arrival,
            'lu.execute': execution,
            'lu.requestSense': requestSense,
            'lu.holdSense': holdSense,
            'lu.sendSense': sendSense,
            'lu.nexusLost': [
              {
                guard: 'the initiator is to be told of the lost nexus',
                description: 'an initiator is out of reach; it will be told when it is back',
                meta: cite('sam-nexus-loss', 'lu-nexus-loss-releases'),
                actions: ['release what this initiator holds', 'raise unit attention: nexus lost'],
              },
              {
                description: 'an initiator gives up what it has here after a reset',
                meta: cite('sam-reset-announced'),
                actions: 'release what this initiator holds',
              },
            ],
            'lu.forgetSense': [
              {
                guard: 'sense data are held for it',
                description: 'the sense data are lost',
                meta: cite('lu-sense-destroyed'),
                actions: ['destroy the sense data', 'clear the sense bytes'],
              },
              ignored('no sense data are held for this initiator'),
            ],
            'lu.abandon': {
              description: 'the command that the unit is busy with is aborted',
              meta: cite('lu-abandon'),
              actions: 'nothing waits for the spindle',
            },
            'lu.attention': {
              description: 'commands of other initiators were cleared',
              meta: cite('lu-commands-cleared', 'lu-unit-attention-per-initiator'),
              actions: 'raise unit attention',
            },
            'lu.reset': {
              description: 'hard reset',
              meta: cite('lu-hard-reset', 'lu-reset-qualifier', 'lu-registrations-last'),
              actions: [
                'clear the sense bytes of all initiators',
                'forget sense data, reservation and what runs',
                'raise unit attention: reset',
                'mode parameters become the saved ones',
              ],
            },
            'world.powerOn': {
              description: 'power is back: everything volatile is lost',
              meta: cite('lu-power-on', 'lu-registrations-last'),
              actions: [
                'clear the sense bytes of all initiators',
                'forget everything',
                'mode parameters become the saved ones',
                'all tasks are gone',
              ],
            },
          },
        },
      },
    },
  },
});
