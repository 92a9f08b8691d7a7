import type { Trace } from '../trace/trace.ts';
import type { Landmark, Tour } from './tours.ts';

const holds = (landmark: Landmark, trace: Trace, place: number): boolean => {
  const found = trace.delivery(place);
  return (
    found !== undefined &&
    (landmark.to === undefined || found.to.startsWith(landmark.to)) &&
    Object.entries(landmark.with ?? {}).every(([field, value]) => found.message[field] === value)
  );
};

/** The next place after `after` at which a landmark stands; -1 when there is none. */
export function placeOf(trace: Trace, landmark: Landmark, after: number): number {
  const type = trace.types.find(landmark.message);
  if (type < 0) return -1;
  for (let place = after + 1; place < trace.places; place++) {
    if (trace.type.at(place) === type && holds(landmark, trace, place)) return place;
  }
  return -1;
}

/** The places of the stops of a tour, from the first request on; -1 for one that this run does not have. */
export function placesOfTour(trace: Trace, { stops }: Tour): number[] {
  let last = (trace.lives[0]?.from ?? 0) - 1;
  return stops.map(({ at }) => {
    const found = placeOf(trace, at, last);
    if (found >= 0) last = found;
    return found;
  });
}
