import type { Rectangle } from '../../chart/chart.ts';
import { clipped, textWidth } from '../../chart/text-size.ts';
import { type Card, type StackLayout, stackSizes } from './stack-layout.ts';

/** A message between two cards: its way, and where it is told. */
export type Arrow = { readonly path: string; readonly label: Rectangle & { readonly text: string } };

const fontSize = 11;
const labelHeight = 16;
/** Between a label and the card that it belongs to: the head of the arrow. */
const head = 9;
/** Most letters of a label. */
const letters = 46;

/**
 * The way of a message, and the place of its text in the room beside the receiver.
 *
 * @param from where it comes from: undefined for what is outside of the stack, or an actor that is not shown.
 */
export function arrowTo(layout: StackLayout, from: Card | undefined, to: Card, message: string): Arrow {
  const centre = to.x + to.width / 2;
  const text = clipped(message, letters);
  const width = textWidth(text, fontSize) + 10;
  const comesUp = from !== undefined && from.y > to.y;
  const edge = comesUp ? to.y + to.height : to.y;
  const label = {
    text,
    width,
    height: labelHeight,
    x: Math.max(2, Math.min(layout.width - width - 2, centre - width / 2)),
    y: comesUp ? edge + head + 1 : edge - head - labelHeight - 1,
  };
  return { path: way(from, to), label };
}

/** From edge to edge; who is in the same row is reached through the room above it. */
export function way(from: Card | undefined, to: Card): string {
  const x = to.x + to.width / 2;
  if (from === undefined || from.address === to.address) {
    const start = to.y - stackSizes.gutter + 2;
    return from === undefined
      ? `M${x} ${start}L${x} ${to.y - 1}`
      : `M${x + 26} ${to.y}C${x + 26} ${start},${x} ${start},${x} ${to.y - 1}`;
  }
  const middle = from.x + from.width / 2;
  if (from.y === to.y) {
    const above = to.y - stackSizes.gutter * 0.9;
    return `M${middle} ${from.y}C${middle} ${above},${x} ${above},${x} ${to.y - 1}`;
  }
  const [start, end] = from.y < to.y ? [from.y + from.height, to.y - 1] : [from.y, to.y + to.height + 1];
  const bend = (end - start) / 2;
  return `M${middle} ${start}C${middle} ${start + bend},${x} ${end - bend},${x} ${end}`;
}
