import { describe, expect, it } from 'vitest';
import { placesOfTour } from '../../visualize/app/gallery/landmarks.ts';
import { tours } from '../../visualize/app/gallery/tours.ts';
import { traceOf, traceText } from './run-trace.ts';

describe.each(Object.entries(tours))('the tour of %s', (scenario, tour) => {
  it('finds each of its stops in the run, in their order, and goes on to tours or scenarios that there are', async () => {
    const trace = traceOf(await traceText(scenario));
    const places = placesOfTour(trace, tour);
    expect(
      places.every((place) => place >= 0),
      places.join(' '),
    ).toBe(true);
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    expect(tour.next.length).toBeGreaterThan(0);
    for (const next of tour.next) expect((await traceText(next)).length, next).toBeGreaterThan(0);
  });
});
