import { createMemo, type JSX } from 'solid-js';
import { alternativesOf } from '../../../src/scenario/fault-rule.ts';
import type { Page } from '../inspector.tsx';
import { choicePointsOf, machinesOf } from '../session/known-machines.ts';
import { arm } from '../session/scheduler.ts';
import { ChoiceSelect, sameGroups } from './choice-select.tsx';

/** Any fault of the vocabulary that this system can have, for the next message that asks for it. */
export function FaultSelect(props: { page: Page; enabled: boolean }): JSX.Element {
  const groups = createMemo(
    () =>
      choicePointsOf(machinesOf(props.page.session)).map((point) => ({
        name: point,
        options: alternativesOf(point)
          .slice(1)
          .map((value) => ({ value: `${point}=${value}`, text: value })),
      })),
    undefined,
    { equals: sameGroups },
  );
  return (
    <ChoiceSelect
      label="Fault, the next time it can happen"
      groups={groups()}
      disabled={!props.enabled}
      act="Put in"
      choose={(value) => {
        const at = value.indexOf('=');
        arm(props.page.session, value.slice(0, at), value.slice(at + 1));
      }}
    />
  );
}
