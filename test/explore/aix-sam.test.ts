import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { samManagementMachine } from '../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../machines/hba/aix-sam-queue.machine.ts';
import { properties } from '../../machines/properties/index.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { type CheckResult, check } from '../../src/explore/check.ts';
import type { OfferedChoices } from '../../src/explore/message-pool.ts';
import { publishedSpec } from '../../src/explore/published.ts';
import { publishedSamModels } from '../../src/explore/published-aix-sam.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { at, rewritten, row, type Text, withMachine } from '../rules/variant.ts';

type Variant = (specs: ActorSpec[]) => ActorSpec[];

const explored = (name: string, variant: Variant = (specs) => specs, offered?: OfferedChoices): CheckResult => {
  const model = publishedSamModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  const spec = publishedSpec(model, properties);
  const changed = { ...spec, actors: variant([...spec.actors]), ...(offered ? { offered } : {}) };
  return check(changed, { maxStates: 2_000_000 });
};
/** 741,633 and 1,150,573 states: `check --all`. */
const large = 'aix-fcp-2-slots-aca-any';
const ladder = 'aix-fcp-ladder';

const verdict = ({ properties: results }: CheckResult, id: string) => results.find((each) => each.id === id)?.verdict;

describe('every interleaving of small AIX systems over FCP and iSCSI', () => {
  it.each(publishedSamModels.map(({ name }) => name).filter((name) => name !== large && name !== ladder))(
    '%s: complete, every verdict as expected',
    (name) => {
      const { complete, violation, properties: results } = explored(name);
      expect([complete, violation?.says]).toEqual([true, undefined]);
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter((each) => each.verdict !== each.expected)).toEqual([]);
    },
  );
});

describe('what the exploration finds', () => {
  const head = (change: (text: Text) => void) => withMachine(aixDiskMachine, rewritten(aixDiskMachine, change));
  const traffic = (text: Text, ...path: readonly string[]) => at(text, 'states', 'traffic', 'states', ...path);

  it('a head driver that asks for sense data although they have come', () => {
    const curious = head((text) => {
      for (const state of ['running', 'draining']) {
        const on = traffic(text, state, 'on');
        const rows = on['head.sense'] as Text[];
        row(rows, 'the sense data have come with the status');
        on['head.sense'] = rows.slice(1);
      }
    });
    expect(verdict(explored('aix-iscsi-2-slots', curious), 'aix-I26')).toBe('fails');
  });

  it('a device that knows nothing of auto contingent allegiance', () => {
    const lax = withMachine(
      taskSetMachine,
      rewritten(taskSetMachine, () => undefined, {
        actions: { 'auto contingent allegiance begins': assign({ aca: [] }) },
      }),
    );
    expect(verdict(explored(large, lax, { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] }), 'aix-I27')).toBe('fails');
  });

  it('a path that forgets to tell its queues that the target is back', () => {
    const silent = withMachine(
      samPathMachine,
      rewritten(samPathMachine, (text) => {
        const on = at(text, 'states', 'LOGGING_IN', 'states', 'there', 'on');
        (on['path.loggedIn'] as Text)['actions'] = ['it is open', 'nobody waits any more'];
      }),
    );
    expect(explored('aix-iscsi-session', silent).violation?.kind).toBe('deadlock');
  });

  it('a queue that gives back what may still be answered', () => {
    const hasty = withMachine(
      samQueueMachine,
      rewritten(samQueueMachine, () => undefined, {
        actions: {
          'end what is lost: why the path is dead': samQueueMachine.implementations.actions[
            'end what is active: ENXIO'
          ] as never,
          'what was lost is not active any more': samQueueMachine.implementations.actions['nothing is active'] as never,
        },
      }),
    );
    expect(explored('aix-fcp-link-fast', hasty).violation?.says).toContain('did not expect');
  });

  it('task management that gives up after ABORT TASK', () => {
    const weak = withMachine(
      samManagementMachine,
      rewritten(samManagementMachine, (text) => {
        const on = at(text, 'states', 'ABORT_TASK', 'on');
        const last = (on['tmf.done'] as Text[]).at(-1) as Text;
        Object.assign(last, { target: 'idle', actions: ['it is over'] });
      }),
    );
    expect(explored('aix-fcp-2-slots', weak).violation?.kind).toBe('deadlock');
  });
});
