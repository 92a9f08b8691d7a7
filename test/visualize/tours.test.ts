import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { type Driver, withDriver } from '../../src/system/topology.ts';
import { besideText, driverNames, isForBoth } from '../../visualize/app/gallery/both-drivers.ts';
import { course } from '../../visualize/app/gallery/course.ts';
import { placeOf, placesOfTour } from '../../visualize/app/gallery/landmarks.ts';
import { tours } from '../../visualize/app/gallery/tours.ts';
import { shippedScenarios } from '../../visualize/app/in-page/shipped-files.ts';
import { oneAfterTheOther, saidOf } from '../../visualize/app/views/said.ts';
import { library, traceOf, traceText } from './run-trace.ts';

describe.each(Object.entries(tours))('the tour of %s', (scenario, tour) => {
  it('finds each of its stops in the run, in their order, and goes on to tours or scenarios that there are', async () => {
    const trace = traceOf(await traceText(scenario));
    const places = placesOfTour(trace, tour);
    expect(
      places.every((place) => place >= 0),
      places.join(' '),
    ).toBe(true);
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    // Each stands on a message of a step in which that happens of which its text speaks, by the names of the standards.
    const told = (place: number): string => JSON.stringify(trace.stepAt(place));
    const letters = (text: string): string => text.replaceAll(/[_ ]/g, '').toUpperCase();
    for (const [n, { says }] of tour.stops.entries()) {
      const names = says.match(/\b[A-Z]{3,}[A-Z_]*( [A-Z]{3,})*\b/g) ?? [];
      const step = letters(told(places[n] ?? 0));
      expect(
        names.filter((name) => !step.includes(letters(name))),
        says,
      ).toEqual([]);
    }
    expect(tour.next.length).toBeGreaterThan(0);
    for (const next of tour.next) expect((await traceText(next)).length, next).toBeGreaterThan(0);
  });
});

it('the course begins with what goes well, and has every tour and no run twice', () => {
  const names = course.map(([name]) => name);
  expect(names[0]).toBe('clean-read');
  expect(names.toSorted()).toEqual(Object.keys(tours).toSorted());
  // Nothing is met before what explains it.
  const before = (one: string, other: string): void => expect(names.indexOf(one)).toBeLessThan(names.indexOf(other));
  before('check-condition-arq', 'check-condition-rqs');
  before('check-condition-rqs', 'sense-lost');
  before('command-timeout', 'third-party-reset');
});

it('the tour of the lost sense stops at the message that loses them', async () => {
  const trace = traceOf(await traceText('sense-lost'));
  const [, place = -1] = placesOfTour(trace, tours['sense-lost']!);
  expect(trace.delivery(place)).toMatchObject({ to: 'lu:d0', message: { type: 'lu.forgetSense' } });
  expect(JSON.stringify(trace.stepAt(place)?.effects)).toContain('effect.senseClear');
});

it('where something is decided, how the decision ended is told in one breath; else what the message did', async () => {
  const trace = traceOf(await traceText('medium-error'));
  const said = (message: string, after: number): string =>
    saidOf(trace.tookAt(placeOf(trace, { message, to: message === 'buf.strategy' ? 'sd:d0' : 'cmd:d0.1' }, after)));
  const failed = placeOf(trace, { message: 'lu.execute', with: { outcome: 'MEDIUM_ERROR 11/00' } }, 0);
  expect(said('command.decide', failed)).toBe('STANDARD: counted. The unit starts it again when its time has come.');
  expect(said('buf.strategy', 0)).toMatch(/^Accepted, clipped if it runs over the end/);
  expect(saidOf([])).toBe('Nothing follows from it.');
  expect(oneAfterTheOther(['the IDs are compared', 'It won.', 'selection'])).toBe(
    'the IDs are compared; It won. selection',
  );
});

describe('what the gallery puts side by side', () => {
  const offered = shippedScenarios().filter(isForBoth);
  const driver = Object.fromEntries(Object.entries(driverNames).map(([name, text]) => [text, name as Driver]));
  /** The topology and the faults are understood there. */
  const loads = (scenario: string, as: Driver): Promise<unknown> =>
    loadScenario(path.join(library, `${scenario}.yaml`), { change: (topology) => withDriver(topology, as) });

  it('is a good part of the library, of every kind', () => {
    expect(offered.length).toBeGreaterThan(45);
    expect([...new Set(offered.map(besideText))].sort()).toEqual([
      'AIX beside AIX over FCP',
      'AIX beside AIX over iSCSI',
      'SCSA beside AIX',
    ]);
  });

  it.each(offered)('%s means something to both', async (scenario) => {
    for (const name of besideText(scenario).split(' beside ')) await loads(scenario, driver[name] ?? 'scsa');
  });
});
