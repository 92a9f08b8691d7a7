import { type Accessor, createEffect, on, onCleanup, onMount } from 'solid-js';

/** What a person reads in a panel: a part of it, and how far its top is from that of the panel, pixels. */
type Reading = { readonly part: string; readonly offset: number };

/** Room that is left below the last part. */
const least = 16;

/**
 * Keeps the part of a panel that a person has scrolled to where it is, while what is above it becomes longer or shorter.
 * Parts are the elements with `data-part`; one that is missing now is waited for.
 *
 * @param spacer below everything, as high as it takes to scroll a short last part up there
 * @param changed what the panel shows another thing for
 */
export function holdScroll(
  panel: () => HTMLElement | undefined,
  spacer: () => HTMLElement | undefined,
  changed: Accessor<unknown>,
): void {
  let reading: Reading | undefined;
  /** Where the panel was put by this code: a person did not scroll. */
  let put = 0;

  const topOf = (part: Element, inside: HTMLElement): number =>
    part.getBoundingClientRect().top - inside.getBoundingClientRect().top;
  /** Somebody scrolled: it is neither where it was put, nor at the end of something that became shorter. */
  const isScrolled = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean =>
    Math.abs(scrollTop - put) >= 1 && !(scrollTop < put && scrollTop >= scrollHeight - clientHeight - 1);
  const look = (): void => {
    const inside = panel();
    if (!inside || !isScrolled(inside)) return;
    put = inside.scrollTop;
    const parts = [...inside.querySelectorAll<HTMLElement>('[data-part]')];
    const first = parts.find((part) => part.getBoundingClientRect().bottom > inside.getBoundingClientRect().top + 90);
    const part = first?.dataset['part'];
    reading = inside.scrollTop > 0 && first && part !== undefined ? { part, offset: topOf(first, inside) } : undefined;
  };
  const hold = (): void => {
    const [inside, below] = [panel(), spacer()];
    if (!inside || !below) return;
    look();
    const part = reading && inside.querySelector(`[data-part="${reading.part}"]`);
    if (!reading || !part) {
      below.style.height = `${least}px`;
      put = inside.scrollTop;
      return;
    }
    const wanted = inside.scrollTop + topOf(part, inside) - reading.offset;
    const content = inside.scrollHeight - below.offsetHeight;
    below.style.height = `${Math.max(least, wanted + inside.clientHeight - content)}px`;
    inside.scrollTop = wanted;
    put = inside.scrollTop;
  };
  onMount(() => {
    const inside = panel();
    inside?.addEventListener('scroll', look, { passive: true });
    onCleanup(() => inside?.removeEventListener('scroll', look));
  });
  createEffect(on(changed, hold));
}
