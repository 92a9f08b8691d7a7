import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { transitionIndex } from '../../../src/system/transition-index.ts';
import type { Page } from '../inspector.tsx';
import { addStop, type Breakpoint, breakpointText, senseKeys } from '../session/breakpoints.ts';
import { machinesOf, messagesOf } from '../session/known-machines.ts';
import { Dialog } from './dialog.tsx';

/** Where play, and a run that goes on by itself, stop. */
export function BreakpointsDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const known = createMemo(() => machinesOf(session));
  const states = (): readonly { readonly machine: string; readonly states: readonly string[] }[] =>
    known().map((machine) => ({
      machine: machine.id,
      states: transitionIndex
        .statesOf(machine)
        .map(({ state }) => state)
        .filter((state) => state !== ''),
    }));
  const add = (point: Breakpoint): void => addStop(session, point);
  return (
    <Dialog title="Breakpoints" class="breakpoints" close={() => setOverlay(undefined)}>
      <p class="lead">
        Play stops at them, and so does a run that goes on by itself; <kbd>b</kbd> goes on to the next one. They are in
        the address.
      </p>
      <ul class="points" aria-label="Breakpoints">
        <For each={session.stops()} fallback={<li class="hint">There are none.</li>}>
          {(point) => (
            <li>
              <span>{breakpointText(point)}</span>
              <button
                type="button"
                class="quiet"
                aria-label={`Remove ${breakpointText(point)}`}
                onClick={() => session.setStops(session.stops().filter((each) => each !== point))}
              >
                ✕
              </button>
            </li>
          )}
        </For>
      </ul>
      <div class="new-points">
        <AddPoint label="A message" add={(type) => add({ kind: 'message', type })}>
          <For each={messagesOf(known())}>{(type) => <option value={type}>{type}</option>}</For>
        </AddPoint>
        <AddPoint
          label="A state is entered"
          add={(value) => {
            const [who = '', state = ''] = value.split('~');
            add({ kind: 'state', who, state });
          }}
        >
          <For each={states()}>
            {(each) => (
              <optgroup label={each.machine}>
                <For each={each.states}>{(state) => <option value={`${each.machine}~${state}`}>{state}</option>}</For>
              </optgroup>
            )}
          </For>
        </AddPoint>
        <AddPoint label="A sense key" add={(key) => add({ kind: 'sense', key })}>
          <For each={senseKeys}>{(key) => <option value={key}>{key.replaceAll('_', ' ')}</option>}</For>
        </AddPoint>
      </div>
    </Dialog>
  );
}

function AddPoint(props: { label: string; add: (value: string) => void; children: JSX.Element }): JSX.Element {
  const [value, setValue] = createSignal('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value() !== '') props.add(value());
      }}
    >
      <label>
        <span>{props.label}</span>
        <select value={value()} onChange={(event) => setValue(event.currentTarget.value)}>
          <option value="">...</option>
          {props.children}
        </select>
      </label>
      <button type="submit" disabled={value() === ''}>
        Stop there
      </button>
    </form>
  );
}
