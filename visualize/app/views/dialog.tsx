import { type JSX, onMount } from 'solid-js';

/** A page laid over the page. */
export function Dialog(props: { title: string; class: string; close: () => void; children: JSX.Element }): JSX.Element {
  let element!: HTMLDialogElement;
  onMount(() => element.showModal());
  return (
    <dialog
      ref={element}
      class={`overlay ${props.class}`}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
      onClick={(event) => {
        if (event.target === element) props.close();
      }}
    >
      <header>
        <h2>{props.title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => props.close()}>
          ✕
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
