import { describe, expect, it } from 'vitest';
import { samManagementMachine } from '../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../machines/hba/aix-sam-queue.machine.ts';
import { properties, propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import { publishedSamModels } from '../../src/explore/published-aix-sam.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { brokenSam, brokenSamSystem } from '../machines/properties/broken-aix-sam.ts';
import { inTheirPlaces } from '../machines/properties/broken-stories.ts';
import { at, rewritten, type Text, withMachine } from '../rules/variant.ts';

type Variant = (specs: ActorSpec[]) => ActorSpec[];

const explored = (name: string, variant: Variant = (specs) => specs): CheckResult => {
  const model = publishedSamModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  const spec = publishedSpec(model, properties);
  return check({ ...spec, actors: variant([...spec.actors]) }, { maxStates: 2_000_000 });
};
/** 741,695 and 1,150,573 states: `check --all`. */
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
  it.each(brokenSam)('$property: $how', (broken) => {
    const spec = brokenSamSystem(broken, properties);
    const actors = inTheirPlaces([broken.variant])([...spec.actors]);
    expect(verdict(check({ ...spec, actors }, { maxStates: 2_000_000 }), broken.property)).toBe('fails');
  });

  it('each property is broken at least once', () => {
    expect(
      propertiesOfArchitecture('aix-sam').filter(({ id }) => !brokenSam.some(({ property }) => property === id)),
    ).toEqual([]);
  });

  it('a path that forgets to tell its queues that the target is back', () => {
    const silent = withMachine(
      samPathMachine,
      rewritten(samPathMachine, (text) => {
        const on = at(text, 'states', 'LOGGING_IN', 'states', 'there', 'on');
        const last = (on['path.loggedIn'] as Text[]).at(-1) as Text;
        last['actions'] = ['it is open', 'note that they are open', 'nobody waits any more'];
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
