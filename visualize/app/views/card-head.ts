import { clipped, textWidth } from '../../chart/text-size.ts';
import { roleOf } from '../session/roles.ts';
import type { Card } from './stack-layout.ts';

const fontSize = 11;
/** Between what an actor is and its address, pixels. */
const space = 8;
/** From here on a card has a line more. */
const roomy = 64;

/** One text in the head of a card; its baseline begins at `x`, `y`, from the corner of the card. */
type Name = { readonly kind: 'role' | 'name'; readonly text: string; readonly x: number; readonly y: number };

/** What a card says above its small chart, and where. */
export type CardHead = {
  readonly names: readonly Name[];
  /** Baseline of the first of two lines of states. */
  readonly states: number;
  /** Where the small chart begins. */
  readonly chart: number;
};

/**
 * Who an actor is: what it is in plain words, and its address; beside one another, or below one another where the card is
 * narrow and high enough. A low and narrow card has its address alone.
 *
 * @param around - left free left and right, pixels.
 */
export function cardHead({ address, width, height }: Card, around: number): CardHead {
  const [left, room] = [around / 2, width - around];
  const { name: role } = roleOf(address);
  const first = textWidth(role, fontSize) + space;
  if (first + textWidth(address, fontSize) <= room)
    return {
      names: [
        { kind: 'role', text: role, x: left, y: 16 },
        { kind: 'name', text: address, x: left + first, y: 16 },
      ],
      states: 32,
      chart: 50,
    };
  const inRoom = (text: string): string => clipped(text, Math.floor(room / textWidth('m', fontSize)));
  if (height < roomy)
    return { names: [{ kind: 'name', text: inRoom(address), x: left, y: 16 }], states: 32, chart: 50 };
  return {
    names: [
      { kind: 'role', text: inRoom(role), x: left, y: 14 },
      { kind: 'name', text: inRoom(address), x: left, y: 26 },
    ],
    states: 40,
    chart: 58,
  };
}
