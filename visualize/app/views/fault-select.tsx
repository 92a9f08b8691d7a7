import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { alternativesOf } from '../../../src/scenario/fault-rule.ts';
import type { Page } from '../inspector.tsx';
import { choicePointsOf, machinesOf } from '../session/known-machines.ts';
import { arm } from '../session/scheduler.ts';

/** Any fault of the vocabulary that this system can have, for the next message that asks for it. */
export function FaultSelect(props: { page: Page; enabled: boolean }): JSX.Element {
  const [chosen, setChosen] = createSignal('');
  const points = createMemo(() => choicePointsOf(machinesOf(props.page.session)));
  return (
    <span class="choice">
      <select
        aria-label="Fault, the next time it can happen"
        disabled={!props.enabled}
        value={chosen()}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        <option value="">a fault, the next time it can happen ...</option>
        <For each={points()}>
          {(point) => (
            <optgroup label={point}>
              <For each={alternativesOf(point).slice(1)}>
                {(value) => <option value={`${point}=${value}`}>{value}</option>}
              </For>
            </optgroup>
          )}
        </For>
      </select>
      <button
        type="button"
        disabled={!props.enabled || chosen() === ''}
        onClick={() => {
          const at = chosen().indexOf('=');
          arm(props.page.session, chosen().slice(0, at), chosen().slice(at + 1));
          setChosen('');
        }}
      >
        Put in
      </button>
    </span>
  );
}
