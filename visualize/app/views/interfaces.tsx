import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { interfacesOf } from './sequence-rows.ts';

/** Which interfaces the sequence shows the messages of. */
export function Interfaces(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  let area!: HTMLDivElement;
  let button!: HTMLButtonElement;
  const [isOpen, setOpen] = createSignal(false);
  const all = createMemo(() => {
    const trace = session.trace();
    return trace ? interfacesOf(trace) : [];
  });
  const shows = (name: string): boolean => session.only().size === 0 || session.only().has(name);
  const toggle = (name: string): void => {
    const next = new Set(all().filter((each) => (each === name) !== shows(each)));
    // None would show nothing: that is not what anybody wants to see.
    session.setOnly(next.size === all().length ? new Set<string>() : next.size === 0 ? session.only() : next);
  };
  createEffect(() => {
    if (!isOpen()) return;
    const elsewhere = (event: Event): void => {
      if (event.target instanceof Node && !area.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    onCleanup(() => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    });
  });

  return (
    <div
      ref={area}
      class="interfaces"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen()) return;
        event.stopPropagation();
        setOpen(false);
        button.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen()}
        aria-pressed={session.only().size > 0}
        title="Messages of these interfaces only"
        onClick={() => setOpen(!isOpen())}
      >
        Interfaces{session.only().size > 0 ? ` ${session.only().size}` : ''}
      </button>
      <Show when={isOpen()}>
        <fieldset>
          <legend class="spoken">Interfaces</legend>
          <For each={all()}>
            {(name) => (
              <p>
                <label>
                  <input type="checkbox" checked={shows(name)} onChange={() => toggle(name)} />
                  {name}
                </label>
                <button
                  type="button"
                  class="link"
                  aria-label={`only ${name}`}
                  onClick={() => session.setOnly(new Set([name]))}
                >
                  only
                </button>
              </p>
            )}
          </For>
          <button type="button" disabled={session.only().size === 0} onClick={() => session.setOnly(new Set<string>())}>
            all of them
          </button>
        </fieldset>
      </Show>
    </div>
  );
}
