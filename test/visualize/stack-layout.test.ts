import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Layer, roleOf, roles } from '../../visualize/app/session/roles.ts';
import { cardHead } from '../../visualize/app/views/card-head.ts';
import { arrowTo } from '../../visualize/app/views/stack-arrows.ts';
import { layOutStack, type StackLayout } from '../../visualize/app/views/stack-layout.ts';
import type { Rectangle } from '../../visualize/chart/chart.ts';
import { textWidth } from '../../visualize/chart/text-size.ts';

const views = [
  { width: 658, height: 632 },
  { width: 400, height: 600 },
  { width: 1500, height: 900 },
];

const apart = (a: Rectangle, b: Rectangle): boolean =>
  a.x + a.width <= b.x + 0.01 ||
  b.x + b.width <= a.x + 0.01 ||
  a.y + a.height <= b.y + 0.01 ||
  b.y + b.height <= a.y + 0.01;
const within = (a: Rectangle, b: Rectangle): boolean =>
  a.x >= b.x - 0.01 &&
  a.y >= b.y - 0.01 &&
  a.x + a.width <= b.x + b.width + 0.01 &&
  a.y + a.height <= b.y + b.height + 0.01;

/** Actors of any roles, of several slots and devices. */
const stacks = fc
  .record({
    prefixes: fc.uniqueArray(fc.constantFrom(...roles.map(({ prefix }) => prefix)), { minLength: 1 }),
    slots: fc.integer({ min: 1, max: 3 }),
    devices: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ prefixes, slots, devices }) => {
    const actors = new Map<Layer, string[]>();
    for (const prefix of prefixes) {
      const { layer, bySlot } = roleOf(`${prefix}:`);
      const names = Array.from({ length: bySlot ? slots : devices }, (_, i) => (bySlot ? `d0.${i}` : `d${i}`));
      actors.set(layer, [...(actors.get(layer) ?? []), ...names.map((name) => `${prefix}:${name}`)]);
    }
    return actors;
  });

const laidOut = (actors: ReadonlyMap<Layer, readonly string[]>): StackLayout[] =>
  views.map((view) => layOutStack(actors, view));

test('every actor has a card in the band of its layer, and no two are on each other', () => {
  fc.assert(
    fc.property(stacks, (actors) => {
      for (const { cards, bands, width, height } of laidOut(actors)) {
        expect([...cards.keys()].sort()).toEqual([...actors.values()].flat().sort());
        const all = [...cards.values()];
        for (const [i, card] of all.entries()) {
          expect(bands.filter((band) => within(card, band)).map(({ layer }) => layer)).toEqual([card.layer]);
          for (const other of all.slice(i + 1))
            expect(apart(card, other), `${card.address} ${other.address}`).toBe(true);
        }
        for (const [i, band] of bands.entries()) {
          expect(within(band, { x: 0, y: 0, width, height })).toBe(true);
          for (const other of bands.slice(i + 1)) expect(band.y + band.height).toBeLessThanOrEqual(other.y);
        }
      }
    }),
  );
});

test('what a message says stands beside its receiver, inside of the picture and on no card', () => {
  fc.assert(
    fc.property(stacks, fc.string({ maxLength: 80 }), fc.infiniteStream(fc.nat()), (actors, text, chance) => {
      for (const layout of laidOut(actors)) {
        const all = [...layout.cards.values()];
        const any = (): (typeof all)[number] | undefined => all[(chance.next().value ?? 0) % (all.length + 1)];
        for (const to of all) {
          const { label } = arrowTo(layout, any(), to, text);
          for (const card of all) expect(apart(label, card), `${text} on ${card.address}`).toBe(true);
          expect(label.y).toBeGreaterThanOrEqual(0);
          expect(label.y + label.height).toBeLessThanOrEqual(layout.height);
          expect(Math.min(Math.abs(label.y + label.height - to.y), Math.abs(label.y - to.y - to.height))).toBeLessThan(
            20,
          );
        }
      }
    }),
  );
});

test('a command goes straight down through its actors; a second one moves none of them', () => {
  const stack = (slots: readonly string[]): Map<Layer, string[]> =>
    new Map<Layer, string[]>([
      ['environment', slots.map((slot) => `app:${slot}`)],
      ['driver', ['sd:d0', ...slots.map((slot) => `cmd:${slot}`)]],
      ['packet', slots.map((slot) => `pkt:${slot}`)],
      ['adapter', [...slots.map((slot) => `hbac:${slot}`), 'hbaq:d0', 'hba:h0']],
      ['bus', ['bus:b0']],
      ['device', ['target:t0', 'tasks:d0', 'lu:d0']],
    ]);
  for (const view of views) {
    const one = layOutStack(stack(['d0.1']), view).cards;
    const columns = ['app', 'cmd', 'pkt', 'hbac'].map((prefix) => one.get(`${prefix}:d0.1`)?.x);
    expect(new Set(columns).size).toBe(1);
    if (view.width < 500) continue;
    const two = layOutStack(stack(['d0.1', 'd0.2']), view).cards;
    for (const [address, card] of one) expect(two.get(address), address).toEqual(card);
  }
});

test('a command has its column also where other commands have no actor', () => {
  const { cards } = layOutStack(
    new Map<Layer, string[]>([
      ['environment', ['app:d0.1', 'app:d1.1']],
      ['adapter', ['hbac:d0.1', 'hbac:d0.arq', 'hbac:d1.1', 'hba:h0']],
    ]),
    { width: 658, height: 632 },
  );
  for (const slot of ['d0.1', 'd1.1']) expect(cards.get(`app:${slot}`)?.x).toBe(cards.get(`hbac:${slot}`)?.x);
});

test('a stack of many rows is told in smaller cards before it has to be moved', () => {
  const [view = { width: 0, height: 0 }] = views;
  const devices = (n: number): Map<Layer, string[]> =>
    new Map([['device', Array.from({ length: n }, (_, i) => `lu:d${i}`)]]);
  const few = layOutStack(devices(5), view);
  const many = layOutStack(devices(35), view);
  const heightOf = ({ cards }: StackLayout): number => [...cards.values()][0]?.height ?? 0;
  expect(heightOf(many)).toBeLessThan(heightOf(few));
  expect(many.height * (9 / 11)).toBeLessThanOrEqual(view.height);
});

test('a card says who its actor is: in plain words and by its address, both within it, side by side or one below the other', () => {
  const around = 16;
  const sizes = fc.record({ width: fc.integer({ min: 117, max: 280 }), height: fc.integer({ min: 52, max: 92 }) });
  fc.assert(
    fc.property(fc.constantFrom(...roles), sizes, ({ prefix, name, layer }, { width, height }) => {
      const address = `${prefix}:d0.1`;
      const { names, states, chart } = cardHead({ address, layer, x: 0, y: 0, width, height }, around);
      const areas = names.map(({ x, y, text }) => ({ x, y: y - 9, width: textWidth(text, 11), height: 11 }));
      for (const [i, area] of areas.entries()) {
        expect(within(area, { x: around / 2, y: 0, width: width - around, height: states - 11 })).toBe(true);
        for (const other of areas.slice(i + 1)) expect(apart(area, other)).toBe(true);
      }
      expect(states + 14).toBeLessThan(chart);
      const texts = names.map(({ text }) => text);
      expect(texts).toContain(address);
      if (height >= 64 || width >= 220) expect(texts).toContain(name);
    }),
  );
});
