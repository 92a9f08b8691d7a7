import { For, type JSX } from 'solid-js';
import { wordsOfName } from './name-words.ts';

/** A name without spaces that is broken between its words where it has to be. */
export function Breakable(props: { name: string }): JSX.Element {
  return (
    <For each={wordsOfName(props.name)}>
      {(word, i) => (
        <>
          {i() > 0 ? <wbr /> : null}
          {word}
        </>
      )}
    </For>
  );
}
