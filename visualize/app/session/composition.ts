import { askedForever } from '../../../src/again/asked-forever.ts';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { compose } from '../../../src/system/compose.ts';
import type { ComposeOptions } from '../../../src/system/driver-part.ts';
import { driverView } from '../../../src/system/driver-view.ts';
import type { Topology } from '../../../src/system/topology.ts';
import type { Trace } from '../trace/trace.ts';

/** How the actors of a run came about. */
export type Composition = ComposeOptions;

/** As the trace tells it. */
export function compositionOf(trace: Trace, topology: Topology): Composition {
  // A driver that waits for attach(9E) started detached.
  const unit = topology.targets[0]?.logicalUnits[0]?.name ?? '';
  const driver = driverView(topology).address(unit);
  const first = JSON.stringify(trace.stateAt(trace.placesOf(driver)?.at(0) ?? -1) ?? '');
  return { startAttached: !/detached|closed/.test(first), forever: askedForever(trace.step(0)?.sent ?? []) };
}

/** The actors; none for a topology that cannot be composed. */
export function composedAs(topology: Topology, composition: Composition): ActorSpec[] {
  try {
    return compose(topology, composition);
  } catch {
    return [];
  }
}
