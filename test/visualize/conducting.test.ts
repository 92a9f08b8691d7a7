import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { faultRule } from '../../src/scenario/fault-rule.ts';
import { pickOf as picked } from '../../src/scenario/scheduled.ts';
import { readAddress, writeAddress } from '../../visualize/app/session/address.ts';
import {
  type Breakpoint,
  breakpointCode,
  breakpointOf,
  hitAt,
  isHit,
} from '../../visualize/app/session/breakpoints.ts';
import { noChange, orderOf } from '../../visualize/app/session/change.ts';
import { Conducted, type Question } from '../../visualize/app/session/conducted.ts';
import { History } from '../../visualize/app/session/history.ts';
import { pickCode, pickOfCode } from '../../visualize/app/session/picks.ts';
import {
  choiceCode,
  delayCode,
  eventCode,
  hastenCode,
  leaveOutCode,
  ruleOf,
} from '../../visualize/app/session/rule-codes.ts';
import { WatchLog } from '../../visualize/app/session/watch-log.ts';
import { library, traceOf, traceText } from './run-trace.ts';

describe('a run that waits for a person', () => {
  it('asks before the step, goes on as it is told, and stops where a breakpoint is met', async () => {
    const loaded = await loadScenario(join(library, 'clean-read.yaml'));
    const asked: Question[] = [];
    const stop: Breakpoint = { kind: 'message', type: 'pkt.comp' };
    const conducted: Conducted = new Conducted(20, loaded.scenario.topology, (question) => {
      asked.push(question);
      const [first] = question.offers;
      queueMicrotask(() => {
        if (asked.length === 1 && first?.kind === 'message') {
          const { from, to, message } = first;
          conducted.tell({ kind: 'pick', pick: { kind: 'deliver', from, to, message: message.type } });
        } else if (asked.length === 2) conducted.tell({ kind: 'go', steps: 3, stops: [] });
        else conducted.tell({ kind: 'go', steps: 1e6, stops: [stop] });
      });
    });
    const pieces: string[] = [];
    await runScenario(loaded, {
      conductor: conducted.conductor,
      observe: (record) => conducted.observe(record),
      traceSink: (text) => pieces.push(text),
    });
    expect(asked.slice(0, 3).map(({ step }) => step)).toEqual([20, 21, 24]);
    const trace = traceOf(pieces.join(''));
    const met = asked
      .slice(3)
      .map(({ step, stopped }) => [trace.step(step - 1)?.got.map(({ message }) => message.type), stopped]);
    expect(met.length).toBeGreaterThan(0);
    for (const [types, stopped] of met) {
      expect(types).toContain('pkt.comp');
      expect(stopped).toEqual(stop);
    }
    expect(asked.every(({ offers }) => offers.length > 0)).toBe(true);
  });

  it('codes of picks say what they said; nonsense is none', () => {
    const picks = [
      { kind: 'deliver', from: 'hba:h0', to: 'pkt:d0.1', message: 'tran.return' },
      { kind: 'deliver', from: null, to: 'app:d0.1', message: 'world.read' },
      { kind: 'fire', owner: 'hbaq:d0', delay: 'pktTime' },
      { kind: 'send', to: 'initiator:foreign', message: { type: 'world.foreignCommand', lun: 'd0', op: 'read' } },
    ] as const;
    for (const pick of picks) {
      const scheduled = pickOfCode(pickCode(57, pick));
      expect(scheduled && picked(scheduled)).toEqual(pick);
    }
    for (const code of [
      '',
      '57',
      '57~send~{~lu:d0',
      '0~fire~x~y',
      'x~deliver~a~b~c',
      '5~send~{"type":"pkt.comp"}~lu:d0',
    ]) {
      expect(pickOfCode(code), code).toBeUndefined();
    }
    const address = writeAddress({
      ...readAddress('#scenario=busy'),
      picks: [pickCode(57, picks[3])],
      takeOver: 58,
      stops: ['sense~NOT_READY'],
    });
    expect(readAddress(address)).toMatchObject({
      picks: [pickCode(57, picks[3])],
      takeOver: 58,
      stops: ['sense~NOT_READY'],
    });
  });

  it('of faults at one point the last comes first, so that each is met in its own occurrence', async () => {
    const faults = ['lu.execute.outcome=busy@2', 'lu.execute.outcome=busy@3', 'lu.execute.outcome=busy@1'];
    const loaded = await loadScenario(join(library, 'clean-read.yaml'));
    const rules = orderOf('clean-read', { ...noChange, faults }).faults ?? [];
    const met: unknown[] = [];
    await runScenario(
      { ...loaded, scenario: { ...loaded.scenario, faults: [...rules] } },
      {
        observe: ({ deliveries }) => {
          for (const { message } of deliveries) if (message.type === 'lu.execute') met.push(message['outcome']);
        },
      },
    );
    expect(met.slice(0, 4)).toEqual(['busy', 'busy', 'busy', 'ok']);
  });
});

describe('rules in an address', () => {
  it('a choice, a delay, something that happens, a rule left out: as they were written; nonsense is none', () => {
    const send = { type: 'world.foreignCommand', lun: 'd0', op: 'read' };
    const codes = [
      choiceCode('lu.execute.outcome', 'MEDIUM_ERROR 11/00', 3),
      delayCode('buf.strategy', 0.5, 2),
      hastenCode('tran.return', 5),
      eventCode(send, 'initiator:foreign', 'pkt.comp', 12, 4),
      leaveOutCode(1),
    ];
    expect(codes.map(ruleOf)).toMatchObject([
      { at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', nth: 3, count: 1 },
      { delay: 'buf.strategy', ms: 0.5, nth: 2, count: 1 },
      { hasten: 'tran.return', nth: 5, count: 1 },
      { send, to: 'initiator:foreign', after: 'pkt.comp', ms: 12, nth: 4 },
      { leaveOut: 1 },
    ]);
    const address = writeAddress({ ...readAddress('#scenario=busy'), faults: codes });
    expect(readAddress(address).faults).toEqual(codes);
    const order = orderOf('busy', { ...noChange, faults: codes });
    expect(order.without).toEqual([1]);
    expect(order.faults?.map(({ nth }) => nth)).toEqual([5, 4, 3, 2]);
    for (const code of [
      '',
      'buf.strategy+5',
      'buf.strategy+-5@1',
      'buf.strategy+5@0',
      'buf.strategy!@0',
      'buf.strategy!',
      'send~{~lu:d0~pkt.comp+0@1',
      'send~{"type":"pkt.comp"}~lu:d0~pkt.comp+0@1',
      'without~-1',
      'no.such.choice=busy@1',
    ]) {
      expect(ruleOf(code), code).toBeUndefined();
    }
  });
});

describe('breakpoints', () => {
  const delivery = {
    to: 'pkt:d0.1',
    message: { type: 'pkt.comp', sense: 'MEDIUM_ERROR 11/00' },
    state: { targetDriver: 'completed' },
  };

  it('are met by their message, by sense data with their key, and when a state is entered, not while it lasts', () => {
    const meets = (point: Breakpoint, before: object | undefined = { transport: 'x' }): boolean =>
      isHit(point, delivery, () => before as never);
    expect(meets({ kind: 'message', type: 'pkt.comp' })).toBe(true);
    expect(meets({ kind: 'message', type: 'pkt.free' })).toBe(false);
    expect(meets({ kind: 'sense', key: 'MEDIUM_ERROR' })).toBe(true);
    expect(meets({ kind: 'sense', key: 'NOT_READY' })).toBe(false);
    for (const who of ['pkt:d0.1', 'scsi-pkt']) {
      expect(meets({ kind: 'state', who, state: 'targetDriver.completed' })).toBe(true);
      expect(meets({ kind: 'state', who, state: 'targetDriver' })).toBe(true);
      expect(meets({ kind: 'state', who, state: 'targetDriver.completed' }, delivery.state)).toBe(false);
    }
    expect(meets({ kind: 'state', who: 'pkt:d0.2', state: 'targetDriver' })).toBe(false);
    expect(meets({ kind: 'state', who: 'scsi-pkt', state: 'transport' })).toBe(false);
  });

  it('have codes for the address', () => {
    for (const code of ['message~pkt.comp', 'state~scsi-pkt~targetDriver.completed', 'sense~UNIT_ATTENTION']) {
      const point = breakpointOf(code);
      expect(point && breakpointCode(point)).toBe(code);
    }
    for (const code of ['', 'message~', 'state~pkt:d0.1', 'else~x']) expect(breakpointOf(code)).toBeUndefined();
  });

  it('are found in a trace', async () => {
    const trace = traceOf(await traceText('busy'));
    const type = trace.types.find('pkt.comp');
    const place = Array.from({ length: trace.places }, (_, i) => i).filter((at) =>
      hitAt(trace, [{ kind: 'message', type: 'pkt.comp' }], at),
    );
    expect(place.length).toBeGreaterThan(2);
    expect(place.every((at) => trace.type.at(at) === type)).toBe(true);
  });
});

describe('properties of a run', () => {
  it('stand as their watchers say at each place: holding, then violated; a clean run violates none', async () => {
    for (const [scenario, violated] of [
      ['sense-lost', ['Q3', 'Q4']],
      ['clean-read', []],
    ] as const) {
      const trace = traceOf(await traceText(scenario));
      const history = new History(trace);
      const { topology } = history;
      if (!topology) throw new Error('no topology');
      const log = new WatchLog(trace, topology, history, new Set(trace.lives.map(({ slot }) => slot)));
      expect(log.watch(60_000)).toBe(true);
      expect(log.steps).toBe(trace.steps);
      const end = log.at(trace.places - 1);
      expect(end.length).toBeGreaterThan(40);
      expect(end.filter(({ standing }) => standing === 'violated').map(({ property }) => property.id)).toEqual(
        violated,
      );
      for (const { property, violatedAt, expected } of end) {
        if (violatedAt === undefined) continue;
        expect(expected).toBe('fails');
        const standing = (place: number) => log.at(place).find((each) => each.property === property)?.standing;
        expect(standing(violatedAt - 1)).toBe('holds');
        expect(standing(violatedAt)).toBe('violated');
      }
    }
  });

  it('what somebody calls, or does by himself, counts among what the sources are asked about', async () => {
    const expected = async (faults: readonly object[]): Promise<string | undefined> => {
      const loaded = await loadScenario(join(library, 'aix-ioctl-command.yaml'));
      const rules = faults.map((rule) => faultRule.parse(rule));
      const pieces: string[] = [];
      await runScenario(
        { ...loaded, scenario: { ...loaded.scenario, faults: rules } },
        { traceSink: (text) => pieces.push(text) },
      );
      const trace = traceOf(pieces.join(''));
      const history = new History(trace);
      if (!history.topology) throw new Error('no topology');
      const log = new WatchLog(trace, history.topology, history, new Set(trace.lives.map(({ slot }) => slot)));
      expect(log.watch(60_000)).toBe(true);
      return log.at(trace.places - 1).find(({ property }) => property.id === 'aix-I25')?.expected;
    };
    const medium = { at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', when: { request: 0 } };
    const { faults } = (await loadScenario(join(library, 'aix-ioctl-command.yaml'))).scenario;
    expect(await expected([medium])).toBe('holds');
    expect(await expected([medium, ...faults])).toBe('fails');
  });

  it('watches a run of AIX over a SAN with the properties of that driver', async () => {
    const trace = traceOf(await traceText('fcp-aca'));
    const history = new History(trace);
    const { topology } = history;
    if (!topology) throw new Error('no topology');
    const log = new WatchLog(trace, topology, history, new Set(trace.lives.map(({ slot }) => slot)));
    expect(log.watch(60_000)).toBe(true);
    const end = log.at(trace.places - 1);
    expect(end.map(({ property }) => property.id)).toEqual(
      expect.arrayContaining(['aix-I26', 'aix-I27', 'aix-sam-I1']),
    );
    expect(end.filter(({ standing }) => standing === 'violated')).toEqual([]);
  });
});
