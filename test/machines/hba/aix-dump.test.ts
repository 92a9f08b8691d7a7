import { describe, expect, it } from 'vitest';
import { type DumpCommand, dumpCommands } from '../../../machines/protocol/aix-dump.ts';
import { AixEntryBench } from './aix-entry-bench.ts';

const started = () => new AixEntryBench().open().ioctl('SCIOSTART');
const having = (bench: AixEntryBench, ...commands: DumpCommand[]) => {
  for (const command of commands) bench.dump(command);
  return bench;
};
const dumping = () => having(started(), 'DUMPINIT', 'DUMPSTART');
const last = ({ returned }: AixEntryBench) => returned.at(-1);
const writeEnds = (bench: AixEntryBench, outcome: string) => {
  bench.bench.choose('device.dump', { outcome });
  return bench.dump('DUMPWRITE');
};

describe('devdump', () => {
  it.each(dumpCommands)('%s gets ENODEV without an entry, EINVAL when closed, EACCES during diagnostics', (command) => {
    expect(last(new AixEntryBench({}, false).dump(command))).toBe(`${command} ENODEV`);
    expect(last(new AixEntryBench().dump(command))).toBe(`${command} EINVAL`);
    expect(last(new AixEntryBench().open('SC_DIAGNOSTIC').dump(command))).toBe(`${command} EACCES`);
  });

  it.each<[DumpCommand[], DumpCommand, string]>([
    [[], 'DUMPINIT', '0'],
    [[], 'DUMPSTART', 'EINVAL'],
    [[], 'DUMPQUERY', 'EINVAL'],
    [[], 'DUMPWRITE', 'EINVAL'],
    [[], 'DUMPEND', 'EINVAL'],
    [[], 'DUMPTERM', 'EINVAL'],
    [['DUMPINIT'], 'DUMPINIT', '0'],
    [['DUMPINIT'], 'DUMPSTART', '0'],
    [['DUMPINIT'], 'DUMPQUERY', '0'],
    [['DUMPINIT'], 'DUMPWRITE', 'EINVAL'],
    [['DUMPINIT'], 'DUMPEND', 'EINVAL'],
    [['DUMPINIT'], 'DUMPTERM', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPINIT', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPSTART', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPQUERY', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPWRITE', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPEND', '0'],
    [['DUMPINIT', 'DUMPSTART'], 'DUMPTERM', 'EINVAL'],
    [['DUMPINIT', 'DUMPSTART', 'DUMPINIT', 'DUMPSTART'], 'DUMPWRITE', '0'],
    [['DUMPINIT', 'DUMPSTART', 'DUMPEND'], 'DUMPWRITE', 'EINVAL'],
    [['DUMPINIT', 'DUMPSTART', 'DUMPEND'], 'DUMPSTART', '0'],
    [['DUMPINIT', 'DUMPSTART', 'DUMPEND'], 'DUMPTERM', '0'],
    [['DUMPINIT', 'DUMPSTART', 'DUMPEND', 'DUMPTERM'], 'DUMPSTART', 'EINVAL'],
  ])('after %j, %s: %s', (before, command, answer) => {
    const { returned } = having(started(), ...before, command);
    expect(returned.slice(2)).toEqual([...before.map((each) => `${each} 0`), `${command} ${answer}`]);
  });

  it('DUMPQUERY names the least and the most bytes of one transfer', () => {
    const bench = having(new AixEntryBench({ maximumTransfer: 65_536 }).open(), 'DUMPINIT', 'DUMPQUERY');
    expect(bench.replies.at(-1)).toMatchObject({ least: 0, most: 65_536 });
  });

  it.each([
    ['spanned', { spanned: true }],
    ['gathered', { gathered: true }],
    ['for a device that was not started', { lun: 'y' }],
  ])('DUMPWRITE %s gets EINVAL', (_, write) => {
    const bench = dumping().dump('DUMPWRITE', write);
    expect(last(bench)).toBe('DUMPWRITE EINVAL');
    expect(last(bench.dump('DUMPWRITE'))).toBe('DUMPWRITE 0');
  });

  it.each([
    ['ok', '0'],
    ['noResource', 'EIO'],
    ['error', 'EIO'],
    ['timeout', 'ETIMEDOUT'],
  ])('DUMPWRITE, %s: %s, and that is final', (outcome, answer) => {
    const bench = writeEnds(dumping(), outcome);
    expect(bench.returned.filter((line) => line.startsWith('DUMPWRITE'))).toEqual([`DUMPWRITE ${answer}`]);
    expect(last(bench.dump('DUMPWRITE'))).toBe('DUMPWRITE 0');
  });

  it.each(['ok', 'error', 'timeout'])(
    'is a plain subroutine (%s): one step, no queue, no timer, no interrupt, no iodone, no retry',
    (outcome) => {
      const bench = dumping().submit('x1').toDriver({ type: 'hba.disconnected', slot: 'x1', dataMoved: false });
      const before = ['scsiq:x', 'scsi:h', 'scbuf:x1'].map((at) => [bench.bench.state(at), bench.bench.context(at)]);
      const timers = bench.bench.armed();
      bench.bench.choose('device.dump', { outcome });
      bench.bench.deliver('devsw:h', {
        type: 'devdump.call',
        command: 'DUMPWRITE',
        write: { lun: 'x', spanned: false, gathered: false },
        replyTo: 'proc',
      });
      // All that has left the step is the return itself.
      expect(bench.bench.takePosted().map(({ message }) => message.type)).toEqual(['devdump.return']);
      expect(bench.bench.armed()).toEqual(timers);
      expect(['scsiq:x', 'scsi:h', 'scbuf:x1'].map((at) => [bench.bench.state(at), bench.bench.context(at)])).toEqual(
        before,
      );
      expect(bench.done).toEqual([]);
    },
  );
});
