import type { Rectangle } from '../../chart/chart.ts';

/** A part of a chart that somebody points at, or has gone to with the keys: it is told in full. */
export type Told = {
  /** Where it is drawn. */
  readonly at: Rectangle;
  readonly state?: string;
  readonly transitions: readonly string[];
};

/** Called with what somebody points at or has gone to, and with undefined when they leave it. */
export type Tell = (told: Told | undefined, by: 'keys' | 'pointer') => void;

const all = '[data-told]';

/** From above to below, and from left to right: the way one reads a chart. */
function inReadingOrder(svg: Element): SVGElement[] {
  const where = (element: SVGElement): readonly [y: number, x: number] => {
    const [x = 0, y = 0] = (element.dataset['told'] ?? '').split(' ').map(Number);
    return [y, x];
  };
  return [...svg.querySelectorAll<SVGElement>(all)].sort((a, b) => {
    const [[ay, ax], [by, bx]] = [where(a), where(b)];
    return ay - by || ax - bx;
  });
}

/** Gives the focus to the next part of a chart; at first to what just happened. */
export function walkTold(svg: Element, direction: 1 | -1): void {
  const parts = inReadingOrder(svg);
  const focused = document.activeElement;
  const now = focused instanceof SVGElement ? parts.indexOf(focused) : -1;
  const taken = parts.findIndex((part) => part.classList.contains('taken'));
  const next = now < 0 ? Math.max(0, taken) : Math.max(0, Math.min(parts.length - 1, now + direction));
  parts[next]?.focus({ preventScroll: true });
}
