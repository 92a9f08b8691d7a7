import { For, type JSX, Show } from 'solid-js';
import { clausesOf, transitionCalled } from '../session/specification.ts';

const sure: Readonly<Record<string, string>> = {
  document: 'published document',
  header: 'interface header',
  code: 'read from code',
  recalled: 'recalled',
  design: 'design choice',
};

/** One transition: what it says, and the clauses that say so. */
export function TransitionCard(props: { id: string; brief?: boolean }): JSX.Element {
  return (
    <Show when={transitionCalled(props.id)} fallback={<p class="hint">{props.id}: not in these machines</p>}>
      {(entry) => (
        <article class="transition" classList={{ brief: props.brief === true }}>
          <p class="does">{entry().ignored === undefined ? entry().description : `ignored: ${entry().ignored}`}</p>
          <p class="how">
            <span>{entry().state === '' ? entry().machine : entry().state}</span>
            <code>{entry().event}</code>
            <Show when={entry().guard}>{(guard) => <code class="guard">[{guard()}]</code>}</Show>
            <Show when={entry().targets.length > 0}>
              <span>→ {entry().targets.join(', ')}</span>
            </Show>
          </p>
          <For each={clausesOf(entry())}>
            {({ id, document, section, says, confidence }) => (
              <details class="clause" open={!props.brief}>
                <summary>
                  <span class="document">
                    {document}, {section}
                  </span>{' '}
                  <span class={`confidence ${confidence}`}>{sure[confidence]}</span>
                </summary>
                <p title={id}>{says}</p>
              </details>
            )}
          </For>
        </article>
      )}
    </Show>
  );
}
