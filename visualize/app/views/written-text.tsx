import { For, type JSX } from 'solid-js';

/** A text of the library, in which names stand between backticks. */
export function WrittenText(props: { text: string }): JSX.Element {
  return <For each={props.text.split('`')}>{(part, i) => (i() % 2 === 0 ? part : <code>{part}</code>)}</For>;
}
