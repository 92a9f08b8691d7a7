import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { type Story, storiesOf, storyChart } from '../../src/story/index.ts';
import { narrate, transitionsOf } from '../../src/story/narrate.ts';
import { keeper, server } from '../explore/toys.ts';
import { foundStory } from './found.ts';

const lost = foundStory('sense-lost', 'Q4');
const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const linesOf = (story: Story, options?: Parameters<typeof storyChart>[1]): string[] =>
  storyChart(story, options).replaceAll(colours, '').split('\n');

const short = linesOf(lost);
const whole = linesOf(lost, { verbose: true });

/** The lines of one step, without the lifelines. */
function step(lines: readonly string[], n: number): string[] {
  const begin = lines.findIndex((line) => new RegExp(`^ *${n} .*[|*]`).test(line));
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => !/^ {4,}[|]/.test(line));
  return [lines[begin] ?? '', ...rest.slice(0, end)].map((line) => line.slice(line.lastIndexOf('|') + 1).trim());
}

describe('a sequence chart', () => {
  it('has a lifeline for every layer that takes part, from the application to the device', () => {
    const head = short.find((line) => line.includes('app '));
    expect(head?.trim().split(/ +/)).toEqual(['app', 'sd:d0', 'pkt', 'hba', 'b0', 't0']);
  });

  it('draws an arrow from the sender to the receiver of each message', () => {
    const [line = ''] = short.filter((each) => each.includes('buf.strategy d0.1 read'));
    expect(line).toMatch(/^ {2}1 +\|-+>\|( +\|){4} +buf\.strategy d0\.1 read$/);
    const [back = ''] = short.filter((each) => each.includes('bus.disconnect d0.1'));
    expect(back).toMatch(/\|<-+\| +bus\.disconnect d0\.1$/);
  });

  it('says what the world chose, what changed, why, and by which clause', () => {
    const at = lost.moves.findIndex(({ chosen }) => chosen.length > 0) + 1;
    const text = step(short, at).join(' ');
    expect(text).toContain('## the world chooses lu.execute.outcome = MEDIUM_ERROR 11/00 (lu:d0)');
    expect(text).toContain('tasks:d0 execution: serving -> idle');
    expect(text).toContain('[task-executes]');
  });

  it('names every clause that a transition cites, however many they are', () => {
    const find = transitionsOf(lost.actors);
    const cited = [...narrate(lost)].flatMap(({ n, played }) => {
      const [first] = played?.happenings.flatMap((each) => (each.kind === 'received' ? [each] : [])) ?? [];
      return n > 0 && first ? [{ n, clauses: find(first.delivery.to, first.transitions[0] ?? '')?.source ?? [] }] : [];
    });
    expect(cited.some(({ clauses }) => clauses.length > 2)).toBe(true);
    for (const { n, clauses } of cited) {
      const told = step(short, n).join(' ');
      expect(clauses.filter((each) => !told.includes(each))).toEqual([]);
    }
  });

  it('says in the steps that matter what they mean for the property', () => {
    const text = short.filter((line) => line.includes('>> '));
    expect(text.map((line) => line.slice(line.indexOf('>> ')))).toEqual([
      expect.stringMatching(/^>> CHECK CONDITION is on its way/),
      expect.stringMatching(/^>> the next command is started before the callback/),
      expect.stringMatching(/^>> it destroys the sense data/),
    ]);
  });

  it('ends with what was shown, what is still on its way and the clauses that the property rests on', () => {
    const text = short.join('\n');
    expect(text).toContain(`Q4: shown in step ${lost.moves.length}`);
    expect(text).toContain('hbac:d0.1 -> pkt:d0.1: pkt.comp d0.1 CMD_CMPLT CHECK_CONDITION resid all');
    expect(text).toContain('task-sense-cleared  SCSI-2, 7.6: ');
    // Without this the clause "queueing is enabled only if auto request sense is on" seems to contradict the run.
    expect(text).toMatch(
      /not set as by default[^\n]*\n[\s\S]*sd\.queueWithoutArq=true \(default: false\)[\s\S]*the property rests on/,
    );
  });

  it('folds what happens within a step, unless it is to say everything', () => {
    const folded = step(short, 1);
    const told = step(whole, 1);
    expect(folded.some((line) => line.includes('command.prepare'))).toBe(false);
    expect(told.some((line) => line.startsWith('sd:d0 -> cmd:d0.1 command.prepare op=read'))).toBe(true);
    expect(told).toContain('inTransport: 0 -> 1');
    expect(told.length).toBeGreaterThan(3 * folded.length);
  });

  it.each([80, 100, 116])('is at most %i columns wide', (width) => {
    for (const verbose of [false, true]) {
      const widest = Math.max(...linesOf(lost, { width, verbose }).map(({ length }) => length));
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  it('marks where a cycle begins and where it comes round', () => {
    const story = foundStory('retry-without-sensing', 'Q7-ends');
    const lines = linesOf(story);
    const begin = lines.findIndex((line) => line.includes('from here for ever'));
    expect(lines[begin + 1]).toMatch(new RegExp(`^ *${(story.cycleFrom ?? 0) + 1} `));
    expect(lines.filter((line) => line.includes(`and again from step ${(story.cycleFrom ?? 0) + 1}`))).toHaveLength(1);
  });

  it('shows a delay that ends at whoever armed it', () => {
    const [line = ''] = short.filter((each) => each.includes('serviceTime is over (tasks:d0)'));
    expect(line).toMatch(/^ 12 +(\| +){5}\* +serviceTime is over/);
  });

  it('gives actors of no known layer a lifeline of their own', () => {
    const actors = [
      { address: 'a', machine: server, input: { other: 'b' } },
      { address: 'b', machine: keeper, input: {} },
    ];
    const bounds = { faultBudget: 0, laneBound: 3, localLimit: 100, timerMode: 'classes' } as const;
    const spec = { name: 'toy', actors, offered: {}, spontaneous: [], ...bounds };
    const [story] = storiesOf(check(spec, { maxStates: 100 }), { ...spec, says: 'Two who pass a ball.' });
    expect(story && linesOf(story)).toEqual([
      'toy  Two who pass a ball.',
      '  deadlock, 1 step: nothing can happen any more',
      '',
      '        a        b',
      '  1     |------->|     tran.ball b',
      '        |        |      b waiting -> holding',
      '        |        |      >> nothing can happen any more',
      '',
      '  deadlock: shown in step 1',
      '',
    ]);
  });
});
