import { createEffect, createSignal, For, type JSX, on } from 'solid-js';

/** What there is to choose from, under headings. */
export type ChoiceGroup = {
  readonly name: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
};

export const sameGroups = (a: readonly ChoiceGroup[], b: readonly ChoiceGroup[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** A list and a button: what is chosen happens only when the button is pressed, so that the keyboard can look around. */
export function ChoiceSelect(props: {
  label: string;
  groups: readonly ChoiceGroup[];
  disabled: boolean;
  act: string;
  choose: (value: string) => void;
}): JSX.Element {
  const [chosen, setChosen] = createSignal('');
  createEffect(
    on(
      () => props.groups,
      () => setChosen(''),
      { defer: true },
    ),
  );
  return (
    <div class="choice">
      <label>
        <span>{props.label}</span>
        <select
          disabled={props.disabled || props.groups.length === 0}
          value={chosen()}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          <option value="">{props.groups.length === 0 ? 'nothing' : 'choose ...'}</option>
          <For each={props.groups}>
            {({ name, options }) => (
              <optgroup label={name}>
                <For each={options}>{({ value, text }) => <option value={value}>{text}</option>}</For>
              </optgroup>
            )}
          </For>
        </select>
      </label>
      <button
        type="button"
        disabled={props.disabled || chosen() === ''}
        onClick={() => {
          const value = chosen();
          setChosen('');
          props.choose(value);
        }}
      >
        {props.act}
      </button>
    </div>
  );
}
