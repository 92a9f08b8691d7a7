import { describe, expect, it } from 'vitest';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { aixDiskCommandMachine } from '../../machines/target-driver/aix-disk-command.machine.ts';
import type { FaultRuleInput } from '../../src/scenario/fault-rule.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, row, type Text, withMachine } from './variant.ts';

type Variant = (specs: ActorSpec[]) => ActorSpec[];

const reads = (count: number) => [{ read: { lba: 0, blocks: 8 }, count, step: 64 }] as const;
/** One request behind the other, so that the order is known. */
const inOrder = (count: number): FaultRuleInput[] =>
  Array.from({ length: count - 1 }, (_, k) => ({
    delay: 'buf.strategy',
    ms: 0.05 * (k + 1),
    when: { request: k + 1 },
  }));
const medium: FaultRuleInput = {
  at: 'lu.execute.outcome',
  choose: 'MEDIUM_ERROR 11/00',
  when: { request: 0, transport: 1 },
};
const story = (changes: Partial<Story> = {}): Story => ({
  driver: 'aix',
  aixDisk: { coalesce: false, queueDepth: 4 },
  depth: 4,
  requests: [...reads(4)],
  ...changes,
  faults: [...(changes.faults ?? [medium]), ...inOrder(4)],
});
const tagged: Partial<Story> = {
  aixDisk: { coalesce: false, queueDepth: 4, commandTagQueuing: true },
  aixAdapter: { activePerDevice: 1 },
};
const run = (told: Story, variant?: Variant): Promise<Played> => play(told, variant ? { variant } : {});

/** What reached the disk while it held sense data for us. */
function intruders(played: Played): string[] {
  let failed = false;
  return played.seen.flatMap(({ to, message }) => {
    if (message.type === 'hba.completed' && to.startsWith('scsi:'))
      failed = message['status'] === 'CHECK_CONDITION' || (failed && message['status'] !== 'GOOD');
    const other = message.type === 'target.command' && message['op'] !== 'requestSense';
    return failed && other ? [`${String(message['slot'])} reached the disk before REQUEST SENSE`] : [];
  });
}

/** Every transaction comes back exactly once. */
function unreturned(played: Played): string[] {
  const out = new Map<unknown, number>();
  for (const { to, message } of played.seen) {
    if (message.type === 'sc.strategy') out.set(message['slot'], (out.get(message['slot']) ?? 0) + 1);
    if (message.type === 'sc.iodone' && to.startsWith('hdisk:'))
      out.set(message['slot'], (out.get(message['slot']) ?? 0) - 1);
  }
  return [...out].flatMap(([slot, count]) => (count === 0 ? [] : [`${String(slot)}: ${count} did not come back`]));
}

/** SC_RESUME goes only with a request sense, or when nothing is in process. */
function hasty(played: Played): string[] {
  let inProcess = 0;
  return played.seen.flatMap(({ to, message }) => {
    const own = String(message['slot']).endsWith('.rqs');
    if (message.type === 'sc.iodone' && to.startsWith('hdisk:') && !own) inProcess -= 1;
    if (message.type !== 'sc.strategy' || own) return [];
    inProcess += 1;
    const resumes = (message['flags'] as string[]).includes('SC_RESUME');
    return resumes && inProcess > 1
      ? [`${String(message['slot'])} has SC_RESUME, ${inProcess - 1} are in process`]
      : [];
  });
}

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...intruders(played),
  ...unreturned(played),
  ...hasty(played),
  ...answersOf(played, 4).flatMap((answer, index) => (answer === 'none' ? [] : [`request ${index}: ${answer}`])),
];

const device = (change: (text: Text) => void): Variant =>
  withMachine(aixDeviceMachine, rewritten(aixDeviceMachine, change));
const head = (change: (text: Text) => void): Variant => withMachine(aixDiskMachine, rewritten(aixDiskMachine, change));
const command = (change: (text: Text) => void): Variant =>
  withMachine(aixDiskCommandMachine, rewritten(aixDiskCommandMachine, change));
const runState = (text: Text): Text => at(text, 'states', 'queue', 'states', 'RUN', 'on');

describe('AIX: after CHECK CONDITION nothing reaches the disk before REQUEST SENSE, and every transaction comes back', () => {
  it.each([
    ['without tags', {}],
    ['with tags', tagged],
    ['with tags, clearing the queue', { ...tagged, aixDisk: { ...tagged.aixDisk, afterSense: 'clear' } }],
    ['with several active in the disk', { ...tagged, aixAdapter: { activePerDevice: 4 } }],
    [
      'with a request sense that fails',
      { faults: [medium, { at: 'lu.requestSense.outcome', choose: 'busy' }] as FaultRuleInput[] },
    ],
  ])('%s', async (_, changes) => {
    const played = await run(story(changes));
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).senseLost).toBe(0);
  });

  it.each<[string, Partial<Story>, Variant]>([
    [
      'an adapter driver that does not halt the queue',
      {},
      device((text) => {
        at(text, 'states', 'queue', 'states', 'RUN')['id'] = 'RUNNING';
        const last = (runState(text)['device.ended'] as Text[]).at(-1) as Text;
        last['target'] = '#RUNNING';
        last['actions'] = ['it is not active any more', 'iodone: EIO, queue cleared'];
      }),
    ],
    [
      'an adapter driver that flushes without telling',
      {},
      device((text) => {
        const last = (runState(text)['device.ended'] as Text[]).at(-1) as Text;
        last['actions'] = ['it is not active any more', 'iodone: EIO, queue cleared', 'the chain is empty'];
      }),
    ],
    [
      'an adapter driver that lets a tagged queue run on',
      tagged,
      device((text) => {
        at(text, 'states', 'queue', 'states', 'RUN')['id'] = 'RUNNING';
        row(runState(text)['device.ended'], 'CHECK CONDITION with tag queuing')['target'] = '#RUNNING';
      }),
    ],
    [
      'a head driver that resumes at once',
      tagged,
      head((text) => {
        const running = at(text, 'states', 'traffic', 'states', 'running', 'on');
        running['head.sense'] = row(running['head.sense'], 'the head driver does not ask for sense data');
        delete (running['head.sense'] as Text)['guard'];
        const going = at(text, 'states', 'traffic', 'states', 'going on');
        const resume = row(going['always'], 'the queue was kept, and no request sense went out');
        resume['guard'] = 'the queue was kept';
      }),
    ],
    [
      'a head driver that forgets what to do with the held queue',
      tagged,
      head((text) => {
        const going = at(text, 'states', 'traffic', 'states', 'going on');
        going['always'] = (going['always'] as Text[]).filter(({ guard }) => !String(guard).includes('kept'));
      }),
    ],
    [
      'a head driver that takes ENXIO for an error of the request',
      {},
      command((text) => {
        const analysing = at(text, 'states', 'analysing');
        analysing['always'] = (analysing['always'] as Text[]).filter(({ guard }) => guard !== 'ENXIO: flushed');
      }),
    ],
    [
      'a head driver that does not wait for what comes back',
      { faults: [{ at: 'bus.finish.transfer', choose: 'unexpectedBusFree', when: { request: 0, transport: 1 } }] },
      withMachine(
        aixDiskMachine,
        aixDiskMachine.provide({ guards: { 'nothing may be sent before all have come back': () => false } }),
      ),
    ],
  ])('%s is caught', async (_, changes, variant) => {
    expect(wrong(await run(story(changes)))).toEqual([]);
    expect(wrong(await run(story(changes), variant))).not.toEqual([]);
  });
});

describe('AIX: SC_ASYNC only for the last retry after SC_SCSI_BUS_FAULT', () => {
  const free = (count: number): Story =>
    story({ faults: [{ at: 'bus.finish.transfer', choose: 'unexpectedBusFree', when: { request: 0 }, count }] });
  const tries = (played: Played): unknown[] =>
    ofType(played, 'sc.strategy')
      .filter(({ message }) => message['slot'] === 'd0.1')
      .map(({ message }) => message['async']);

  it('five faults: the sixth try is asynchronous', async () => {
    expect(tries(await run(free(5)))).toEqual([false, false, false, false, false, true]);
  });

  it('four faults: none is', async () => {
    expect(tries(await run(free(4)))).toEqual([false, false, false, false, false]);
  });

  it('six faults: the request fails', async () => {
    expect(answersOf(await run(free(6)), 4)).toEqual(['EIO', 'none', 'none', 'none']);
  });

  it('other errors: never', async () => {
    const silent = story({
      faults: [{ at: 'bus.select.selection', choose: 'noResponse', when: { request: 0 }, count: 5 }],
    });
    expect(tries(await run(silent))).not.toContain(true);
  });
});

describe('AIX: tagged and untagged commands are not mixed', () => {
  it('START UNIT goes out alone', async () => {
    const stopped = story({
      ...tagged,
      aixAdapter: { activePerDevice: 4 },
      faults: [{ at: 'lu.execute.outcome', choose: 'NOT_READY 04/02', when: { request: 0, transport: 1 } }],
    });
    const played = await run(stopped);
    expect(wrong(played)).toEqual([]);
    const active = new Map<string, unknown>();
    const mixed = played.seen.flatMap(({ to, message }) => {
      const slot = String(message['slot']);
      if (message.type === 'hba.completed' && to.startsWith('scsi:')) active.delete(slot);
      if (message.type !== 'target.command' || message['op'] === 'requestSense') return [];
      const others = [...active.values()].filter((tag) => tag !== message['tag']);
      active.set(slot, message['tag']);
      return others.length === 0 ? [] : [slot];
    });
    expect(mixed).toEqual([]);
    expect(ofType(played, 'target.command').filter(({ message }) => message['op'] === 'startUnit')).toHaveLength(1);
  });
});

describe('AIX: requests that go together, and requests that are split', () => {
  const pages = { write: { lba: 0, blocks: 8 }, count: 4, step: 8 } as const;

  it('a span comes back once, and every original is answered once', async () => {
    const played = await run(story({ aixDisk: { queueDepth: 1 }, requests: [pages], faults: [] }));
    const sent = ofType(played, 'sc.strategy');
    expect(sent.map(({ message }) => message['bp'])).toEqual([false, true]);
    expect(ofType(played, 'buf.biodone')).toHaveLength(4);
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).data).toMatchObject({ bytesWritten: 4 * 4096 });
  });

  it('a span that fails is taken apart', async () => {
    const short: FaultRuleInput = { at: 'lu.execute.outcome', choose: 'short', when: { request: 1 } };
    const played = await run(story({ aixDisk: { queueDepth: 1 }, requests: [pages], faults: [short] }));
    expect(ofType(played, 'sc.strategy').map(({ message }) => message['bp'])).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(wrong(played)).toEqual([]);
  });

  it('a request is split at the maximum transfer, also after an error that was none', async () => {
    const recovered: FaultRuleInput = {
      at: 'lu.execute.outcome',
      choose: 'RECOVERED_ERROR 17/01',
      when: { request: 0 },
    };
    const large = [{ write: { lba: 0, blocks: 100 } }, { read: { lba: 0, blocks: 100 } }] as const;
    const played = await play({ driver: 'aix', requests: [...large], faults: [recovered] });
    expect(complaint(played)).toEqual([]);
    expect(ofType(played, 'sc.strategy').filter(({ message }) => message['op'] === 'write')).toHaveLength(2);
    expect(reportOf(played).data).toEqual({ bytesRead: 51_200, bytesWritten: 51_200, mismatches: 0 });
  });
});

describe('AIX: how a request ends', () => {
  const ends = async (faults: FaultRuleInput[], changes: Partial<Story> = {}): Promise<string> =>
    answersOf(await run(story({ ...changes, requests: [...reads(4)], faults })), 4)[0] ?? '?';
  const outcome = (choose: string, count: number | 'sticky' = 1): FaultRuleInput => ({
    at: 'lu.execute.outcome',
    choose,
    when: { request: 0 },
    count,
  });

  it.each([
    ['ILLEGAL_REQUEST 21/00', 1, 'EIO'],
    ['DATA_PROTECT 27/00', 1, 'EIO'],
    ['NOT_READY 3A/00', 1, 'EIO'],
    ['RECOVERED_ERROR 17/01', 1, 'none'],
    ['ABORTED_COMMAND 47/00', 5, 'none'],
    ['ABORTED_COMMAND 47/00', 6, 'EIO'],
    ['NOT_READY 04/01', 5, 'none'],
    ['NOT_READY 04/01', 6, 'EIO'],
    ['UNIT_ATTENTION 2A/01', 8, 'none'],
    ['UNIT_ATTENTION 2A/01', 9, 'EIO'],
    ['busy', 5, 'none'],
    ['busy', 6, 'EIO'],
    ['conditionMet', 1, 'none'],
    ['short', 5, 'none'],
    ['short', 6, 'EIO'],
  ])('%s %d times: %s', async (choose, count, answer) => {
    expect(await ends([outcome(choose, count)])).toBe(answer);
  });

  it('queue full is tried more often than busy', async () => {
    const full = (count: number): FaultRuleInput[] => [
      { at: 'target.command.arrival', choose: 'queueFull', when: { request: 0 }, count },
    ];
    expect([await ends(full(20)), await ends(full(26))]).toEqual(['none', 'EIO']);
  });

  it('a request at the end of the disk transfers nothing, one across it is cut, one behind it gets ENXIO', async () => {
    const edge: Story = {
      driver: 'aix',
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', blocks: 1000 }] }],
      requests: [
        { read: { lba: 1000, blocks: 8 }, beyondCapacity: true },
        { read: { lba: 996, blocks: 8 }, beyondCapacity: true },
        { read: { lba: 1001, blocks: 8 }, beyondCapacity: true },
      ],
    };
    const { result, stopped } = await run(edge);
    expect(stopped?.message).toBeUndefined();
    expect(result?.answers.map(({ error, resid }) => `${error} ${resid}`)).toEqual([
      'none all',
      'none partial',
      'ENXIO all',
    ]);
  });
});
