import { assign } from 'xstate';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import type { Property } from '../../../machines/properties/property.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import type { OfferedChoices } from '../../../src/explore/message-pool.ts';
import type { ModelSpec } from '../../../src/explore/model.ts';
import { publishedSpec } from '../../../src/explore/published.ts';
import { publishedSamModels } from '../../../src/explore/published-aix-sam.ts';
import { at, rewritten, row, type Text } from '../../rules/variant.ts';
import { type BrokenMachine, withMachine } from './broken-stories.ts';

/** A machine that breaks a property of the AIX drivers over FCP or iSCSI, and the published system in which it does. */
export type BrokenSam = {
  readonly property: string;
  readonly how: string;
  readonly system: string;
  /** What may go wrong there, if less than is published. */
  readonly offered?: OfferedChoices;
  readonly variant: BrokenMachine;
};

export const brokenSam: readonly BrokenSam[] = [
  {
    property: 'aix-I26',
    how: 'a head driver that asks for sense data although they have come',
    system: 'aix-iscsi-2-slots',
    variant: withMachine(
      aixDiskMachine,
      rewritten(aixDiskMachine, (text) => {
        for (const state of ['running', 'draining']) {
          const on = at(text, 'states', 'traffic', 'states', state, 'on');
          const rows = on['head.sense'] as Text[];
          row(rows, 'the sense data have come with the status');
          on['head.sense'] = rows.slice(1);
        }
      }),
    ),
  },
  {
    property: 'aix-I27',
    how: 'a device that knows nothing of auto contingent allegiance',
    // Only where delays may end at any time does another command run before CLEAR ACA has come.
    system: 'aix-fcp-2-slots-aca-any',
    offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
    variant: withMachine(
      taskSetMachine,
      rewritten(taskSetMachine, () => undefined, {
        actions: { 'auto contingent allegiance begins': assign({ aca: [] }) },
      }),
    ),
  },
];

/** The system of a broken machine, still without it. */
export function brokenSamSystem({ system, offered }: BrokenSam, properties: readonly Property[]): ModelSpec {
  const model = publishedSamModels.find(({ name }) => name === system);
  if (!model) throw new Error(`no model ${system}`);
  return { ...publishedSpec(model, properties), ...(offered ? { offered } : {}) };
}
