import { batch, createSignal } from 'solid-js';
import { type Axis, type Looks, noLooks } from './address.ts';

/** How a person looks at a run, whatever the run: each choice that changes what is seen, all of them in the address. */
export function createLooks(start: Looks) {
  /** The sequence shows commands of this slot only. */
  const [slot, setSlot] = createSignal(start.slot);
  /** The sequence shows messages within a step too. */
  const [atomic, setAtomic] = createSignal(start.within);
  /** Interfaces whose messages the sequence shows; none: all of them. */
  const [only, setOnly] = createSignal<ReadonlySet<string>>(new Set(start.only));
  /** Columns that the sequence does not show. */
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set(start.hide));
  /** What a step of the life lines is as wide as. */
  const [axis, setAxis] = createSignal<Axis>(start.by);
  /** All of a chart is in sight. */
  const [whole, setWhole] = createSignal(start.whole);
  /** Whose coverage is looked at; undefined: that of whoever is in the chart. */
  const [machine, setMachine] = createSignal(start.machine);
  /** The property that is looked at; undefined: the first that is violated. */
  const [property, setProperty] = createSignal(start.property);
  return {
    slot,
    setSlot,
    atomic,
    setAtomic,
    only,
    setOnly,
    hidden,
    setHidden,
    axis,
    setAxis,
    whole,
    setWhole,
    machine,
    setMachine,
    property,
    setProperty,
    looks: (): Looks => ({
      slot: slot(),
      within: atomic(),
      only: [...only()].sort(),
      hide: [...hidden()].sort(),
      by: axis(),
      whole: whole(),
      machine: machine(),
      property: property(),
    }),
    lookAs: (told: Looks = noLooks): void =>
      batch(() => {
        setSlot(told.slot);
        setAtomic(told.within);
        setOnly(new Set(told.only));
        setHidden(new Set(told.hide));
        setAxis(told.by);
        setWhole(told.whole);
        setMachine(told.machine);
        setProperty(told.property);
      }),
  };
}
