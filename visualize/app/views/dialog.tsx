import { type JSX, onMount } from 'solid-js';

/**
 * A page laid over the page: the focus stays in it, Escape closes it. Whoever dismisses it is where they were before; what is
 * chosen in it may lead elsewhere.
 */
export function Dialog(props: { title: string; class: string; close: () => void; children: JSX.Element }): JSX.Element {
  let element!: HTMLDialogElement;
  let before: Element | null = null;
  onMount(() => {
    before = document.activeElement;
    element.showModal();
  });
  const dismiss = (): void => {
    props.close();
    if (!element.isConnected && (before instanceof HTMLElement || before instanceof SVGElement)) before.focus();
  };
  return (
    <dialog
      ref={element}
      class={`overlay ${props.class}`}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        dismiss();
      }}
      onClick={(event) => {
        if (event.target === element) dismiss();
      }}
    >
      <header>
        {/* Whoever opens it begins to read here. */}
        <h2 tabindex="-1" autofocus>
          {props.title}
        </h2>
        <button type="button" class="quiet" aria-label="Close" onClick={dismiss}>
          ✕
        </button>
      </header>
      {props.children}
    </dialog>
  );
}

/** Dismisses the page that is laid over the page, as Escape does. @returns false when there is none. */
export function dismissDialog(): boolean {
  const open = document.querySelector('dialog[open]');
  open?.dispatchEvent(new Event('cancel', { cancelable: true }));
  return open !== null;
}
