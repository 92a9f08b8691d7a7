import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { InputError } from '../../src/input-error.ts';
import { isSavedStory, replayStory, retell, saveStory } from '../../src/story/index.ts';
import { traceHeader, traceLine } from '../../src/trace/format.ts';
import { at, rewritten, withMachine } from '../rules/variant.ts';
import { foundStory } from './found.ts';

const directory = mkdtempSync(join(tmpdir(), 'story-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string): string => join(directory, name);

const lost = foundStory('sense-lost', 'Q4');
const forEver = foundStory('retry-without-sensing', 'Q7-ends');
saveStory(lost, file('lost.jsonl'));
saveStory(forEver, file('for-ever.jsonl'));
const lines = readFileSync(file('lost.jsonl'), 'utf8').split('\n');

/** The saved story with some of its lines changed. */
function changed(change: (lines: string[]) => string[]): string {
  writeFileSync(file('changed.jsonl'), change([...lines]).join('\n'));
  return file('changed.jsonl');
}

describe('a saved story', () => {
  it('is a trace of the documented format', () => {
    expect(traceHeader.safeParse(JSON.parse(lines[0] ?? '')).success).toBe(true);
    const rest = lines.slice(1, -1).map((line) => traceLine.safeParse(JSON.parse(line)).success);
    expect(rest).toEqual(rest.map(() => true));
    expect(isSavedStory(file('lost.jsonl'))).toBe(true);
    expect(isSavedStory(directory)).toBe(false);
    expect(isSavedStory(changed(([, ...others]) => others))).toBe(false);
  });

  it('has bytes for every request: blocks of its own inside the unit', () => {
    const requests = lines.flatMap((line) => (line.startsWith('{"request"') ? [JSON.parse(line).request] : []));
    expect(requests.map(({ slot, cdb }) => [slot, cdb])).toEqual([
      ['d0.1', '28000000000000000800'],
      ['d0.2', '2a000000000800000800'],
    ]);
  });

  it('is replayed byte for byte', () => {
    const { divergence, steps, contradictions, otherMachines } = replayStory(file('lost.jsonl'));
    expect({ divergence, contradictions, otherMachines }).toEqual({
      divergence: undefined,
      contradictions: [],
      otherMachines: false,
    });
    expect(steps).toBe(lost.moves.length);
  });

  it('has a witness for what the world chose', () => {
    expect(replayStory(file('lost.jsonl')).witnesses).toEqual([
      {
        choice: 'lu.execute.outcome',
        value: 'MEDIUM_ERROR 11/00',
        command: { slot: 'd0.1', cdb: '28000000000000000800', name: 'READ(10)', range: { lba: 0, blocks: 8 } },
      },
    ]);
  });

  it('shows what it showed, also when it repeats for ever', () => {
    expect(retell(replayStory(file('lost.jsonl')).story).shown).toMatchObject(lost.shows);
    const replayed = replayStory(file('for-ever.jsonl'));
    expect(replayed.divergence).toBeUndefined();
    expect(retell(replayed.story).shown).toMatchObject(forEver.shows);
  });
});

describe('a replay', () => {
  it('names the step and the part that is not as recorded', () => {
    const line = lines.findIndex((each) => each.includes('"type":"hba.completed"'));
    const { divergence } = replayStory(
      changed((all) =>
        all.map((each, i) => (i === line ? each.replace('"status":"CHECK_CONDITION"', '"status":"BUSY"') : each)),
      ),
    );
    expect(divergence).toMatchObject({ line: line + 1, recorded: '"BUSY"', repeated: '"CHECK_CONDITION"' });
    expect(divergence?.what).toMatch(/status$/);
  });

  it('notices other bytes', () => {
    const line = lines.findIndex((each) => each.startsWith('{"request"'));
    const { divergence } = replayStory(changed((all) => all.map((each) => each.replace('"cdb":"2800', '"cdb":"2808'))));
    expect(divergence).toMatchObject({ line: line + 1, what: 'request.cdb' });
  });

  it('stops where machines do something else', () => {
    const lazy = rewritten(taskSetMachine, (text) => {
      delete at(text, 'states', 'execution', 'states', 'serving')['after'];
    });
    const { divergence } = replayStory(file('lost.jsonl'), withMachine(taskSetMachine, lazy));
    expect(divergence).toMatchObject({ what: 'step.armed', repeated: 'nothing' });
    expect(divergence?.recorded).toContain('serviceTime');
  });

  it('stops where a machine no longer expects a message', () => {
    const deaf = rewritten(scsiPktMachine, (text) => {
      delete at(text, 'states', 'submitting', 'on')['tran.return'];
    });
    const { divergence } = replayStory(file('lost.jsonl'), withMachine(scsiPktMachine, deaf));
    expect(divergence?.step).toBe(
      lost.moves.findIndex(({ move }) => 'message' in move && move.message.type === 'tran.return') + 1,
    );
  });

  it.each<[string, (all: string[]) => string[]]>([
    ['cut off in a line', (all) => [...all.slice(0, 5), (all[5] ?? '').slice(0, 40)]],
    ['cut off behind a line', (all) => all.slice(0, -2)],
    ['without a header', (all) => all.slice(1)],
    ['of another version', ([first = '', ...others]) => [first.replace('"version":1', '"version":2'), ...others]],
    ['of a run', ([first = '', ...others]) => [first.replace(/,"story":.*/, '}'), ...others]],
    [
      'about a property that there is not',
      ([first = '', ...others]) => [first.replace('"id":"Q4"', '"id":"Q444"'), ...others],
    ],
    [
      'for a system that there cannot be',
      ([first = '', ...others]) => [first.replace('"retryCount":2', '"retries":2'), ...others],
    ],
  ])('refuses a trace %s', (_, change) => {
    expect(() => replayStory(changed(change))).toThrow(InputError);
  });

  it('ends in an answer or in a complaint about the input, whatever is in the file', () => {
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(400), fc.string({ maxLength: 4 }), (line, place, text) => {
        const broken = changed((all) =>
          all.map((each, i) => (i === line ? each.slice(0, place) + text + each.slice(place + 1) : each)),
        );
        try {
          replayStory(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

it('a story that was not composed from a topology cannot be saved', () => {
  const { origin: _, ...without } = lost;
  expect(() => saveStory(without, file('no.jsonl'))).toThrow(/no topology/);
  expect(() => saveStory(lost, join(directory, 'nowhere', 'no.jsonl'))).toThrow(InputError);
});
