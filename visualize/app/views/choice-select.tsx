import { createEffect, createSignal, For, type JSX, on } from 'solid-js';

/** A list and a button: what is chosen happens only when the button is pressed, so that the keyboard can look around. */
export function ChoiceSelect(props: {
  label: string;
  options: readonly { readonly value: string; readonly text: string }[];
  disabled: boolean;
  act: string;
  choose: (value: string) => void;
}): JSX.Element {
  const [chosen, setChosen] = createSignal('');
  createEffect(
    on(
      () => props.options,
      () => setChosen(''),
      { defer: true },
    ),
  );
  return (
    <span class="choice">
      <select
        aria-label={props.label}
        disabled={props.disabled}
        value={chosen()}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        <option value="">{props.label.toLowerCase()} ...</option>
        <For each={props.options}>{({ value, text }) => <option value={value}>{text}</option>}</For>
      </select>
      <button type="button" disabled={props.disabled || chosen() === ''} onClick={() => props.choose(chosen())}>
        {props.act}
      </button>
    </span>
  );
}
