import { describe, expect, it } from 'vitest';
import { samPathMachine } from '../../../machines/hba/aix-sam-path.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import { type SamAdapterParameters, samAdapterDefaults } from '../../../machines/protocol/sam-parameters.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { rows } from '../rows.ts';

const at = address.path('t0');
type Row4 = Pick<SamAdapterParameters, 'dyntrk' | 'fcErrRecov'>;
/** The four rows of the table of `dyntrk` and `fc_err_recov`. */
const slow: Row4 = { dyntrk: false, fcErrRecov: 'delayed_fail' };
const fast: Row4 = { dyntrk: false, fcErrRecov: 'fast_fail' };
const tracked: Row4 = { dyntrk: true, fcErrRecov: 'delayed_fail' };
const both: Row4 = { dyntrk: true, fcErrRecov: 'fast_fail' };

const open = (lun: string): Message => ({ type: 'path.open', lun });
const close = (lun: string): Message => ({ type: 'path.close', lun });
const about = (type: 'loggedIn' | 'loginFailed' | 'loggedOut' | 'gone' | 'giveUp'): Message => ({
  type: `path.${type}`,
});
const back = (id: 'same' | 'changed' | 'replaced' = 'same'): Message => ({ type: 'path.back', id });
const [loggedIn, loginFailed, loggedOut, gone, giveUp] = (
  ['loggedIn', 'loginFailed', 'loggedOut', 'gone', 'giveUp'] as const
).map(about) as [Message, Message, Message, Message, Message];
const moved = back('changed');
/** Another device has its id. */
const replaced = back('replaced');

/** The path to a target with the units x and v; their queues and the port are the test. */
class Path {
  readonly bench = new Bench();

  constructor(params: Row4 = fast, { protocol = 'fcp', started = false } = {}) {
    const all = { ...samAdapterDefaults, ...params };
    const input = { target: 't0', initiator: 'ours', luns: ['x', 'v'], adapter: 'h', protocol, params: all, started };
    this.bench.add(at, samPathMachine, input);
  }

  after(...messages: readonly (Message | 'query')[]): this {
    for (const message of messages) {
      if (message === 'query') this.bench.fire(at, 'rscnDelay');
      else this.bench.deliver(at, message);
    }
    this.bench.takePosted();
    return this;
  }

  /** `login`, `opened x`, `pathUp x`, `pathDead SCSI_TRANSPORT_DEAD v` ... */
  says(message: Message | 'query'): string[] {
    if (message === 'query') this.bench.fire(at, 'rscnDelay');
    else this.bench.deliver(at, message);
    return this.bench.takePosted().map(({ to, message: { type, request, scsiId, status, advice } }) => {
      if (type === 'fcport.send') {
        const { type: sent, initiator, target } = request as Record<'type' | 'initiator' | 'target', string>;
        return `${sent.slice('transport.'.length)} ${initiator}-${target} by ${to}`;
      }
      const words = [type.slice('lunq.'.length), scsiId, status, advice === 'none' ? undefined : advice, to.slice(5)];
      return words.filter((word) => word !== undefined).join(' ');
    });
  }

  get now(): string {
    const { opening, scsiId } = this.bench.context(at) as { opening: string[]; scsiId: string };
    const waits = this.bench.armed().map((armed) => armed.split(' ')[1]);
    return [
      this.bench.state(at),
      ...opening.map((lun) => `opening ${lun}`),
      ...(scsiId === 'first' ? [] : [scsiId]),
      ...waits,
    ].join(' ');
  }
}

const login = 'login ours-t0 by sam:h';
const logout = 'logout ours-t0 by sam:h';
const each = (...words: readonly string[]) => words.flatMap((word) => [`${word} x`, `${word} v`]);
const dead = each('pathDead SCSI_TRANSPORT_DEAD');
const lostForGood = each('pathDead SCSI_NO_DEVICE_RESPONSE NO_RETRY');
const another = each('pathDead SCSI_WW_NAME_CHANGE NO_RETRY');

/** Logged in because x was opened. */
const up = (params: Row4 = fast) => new Path(params).after(open('x'), loggedIn);
const waiting = (params: Row4 = fast) => up(params).after(gone);
const away = (params: Row4 = fast) => waiting(params).after('query');
const refused = () => waiting().after(back(), loginFailed);
const leaving = (params: Row4 = fast) => up(params).after(giveUp);

describe('the way to a target, before it is used', () => {
  rows('the beginning', () => new Path(fast, { started: true }), [
    ['logged in, without SCIOLSTART', loggedIn, [login, ...each('pathUp first')], 'UP'],
  ]);
  rows('OUT', () => new Path(), [
    ['SCIOLSTART', open('x'), [login], 'LOGGING_IN.there opening x'],
    ['the target is gone', gone, [], 'OUT'],
    ['the target is back', back(), [], 'OUT'],
    ['the target has moved', moved, [], 'OUT'],
    ['the nexus is to be given up', giveUp, [], 'OUT'],
  ]);
});

describe('a login', () => {
  const opening = (params: Row4 = fast) => new Path(params).after(open('x'));
  rows('under way', opening, [
    ['succeeds', loggedIn, [...each('pathUp first'), 'opened x'], 'UP'],
    ['fails', loginFailed, ['notOpened x'], 'OUT'],
    ['SCIOLSTART of another device', open('v'), [], 'LOGGING_IN.there opening x opening v'],
    ['the nexus is to be given up', giveUp, [], 'LOGGING_IN.there opening x'],
    ['the target is gone', gone, [], 'LOGGING_IN.away opening x'],
    ['the target is back', back(), [], 'LOGGING_IN.there opening x'],
    ['the target has moved, says older news', moved, [], 'LOGGING_IN.there opening x'],
  ]);
  rows('for two devices', () => opening().after(open('v')), [
    ['succeeds', loggedIn, [...each('pathUp first'), 'opened x', 'opened v'], 'UP'],
    ['fails', loginFailed, ['notOpened x', 'notOpened v'], 'OUT'],
  ]);
  rows('the target gone meanwhile', () => opening().after(gone), [
    ['fails', loginFailed, ['notOpened x'], 'OUT'],
    ['SCIOLSTART of another device', open('v'), [], 'LOGGING_IN.away opening x opening v'],
    ['gone again', gone, [], 'LOGGING_IN.away opening x'],
    ['the nexus is to be given up', giveUp, [], 'LOGGING_IN.away opening x'],
    ['the target is back', back(), [], 'LOGGING_IN.there opening x'],
    ['the target has moved', moved, [], 'LOGGING_IN.moved opening x'],
  ]);
  rows('the same with dynamic tracking', () => opening(tracked).after(gone), [
    ['another device in its place', replaced, [], 'LOGGING_IN.away opening x'],
    ['the target has moved', moved, [], 'LOGGING_IN.there opening x other'],
    ['the target is back', back(), [], 'LOGGING_IN.there opening x'],
  ]);
  rows('the target moved meanwhile', () => opening().after(gone, moved), [
    ['succeeds', loggedIn, ['notOpened x', ...lostForGood], 'MOVED'],
    ['fails', loginFailed, ['notOpened x'], 'OUT'],
    ['SCIOLSTART of another device', open('v'), [], 'LOGGING_IN.moved opening x opening v'],
    ['gone', gone, [], 'LOGGING_IN.moved opening x'],
    ['back', back(), [], 'LOGGING_IN.moved opening x'],
    ['the nexus is to be given up', giveUp, [], 'LOGGING_IN.moved opening x'],
  ]);
});

describe('a login anew, x is open', () => {
  const again = (params: Row4 = fast) => waiting(params).after(back());
  rows('under way', again, [
    ['succeeds', loggedIn, each('pathUp first'), 'UP'],
    ['fails', loginFailed, dead, 'REFUSED rscnDelay'],
    ['SCIOLSTOP', close('x'), [], 'LOGGING_IN.there'],
  ]);
  rows('SCIOLSTART of another device', () => again().after(open('v')), [
    ['fails', loginFailed, ['notOpened v', ...dead], 'REFUSED rscnDelay'],
    ['the target goes, fails', gone, [], 'LOGGING_IN.away opening v'],
  ]);
  rows('the target gone meanwhile', () => again().after(open('v'), gone), [
    ['fails', loginFailed, ['notOpened v', ...dead], 'AWAY.told'],
  ]);
  rows('the target moved meanwhile', () => again().after(open('v'), gone, moved), [
    ['succeeds', loggedIn, ['notOpened v', ...lostForGood], 'MOVED'],
    ['fails', loginFailed, ['notOpened v', ...lostForGood], 'MOVED'],
  ]);
  rows('SCIOLSTOP meanwhile', () => again().after(close('x')), [
    ['succeeds', loggedIn, [logout], 'LOGGING_OUT.there'],
    ['fails', loginFailed, [], 'OUT'],
    ['SCIOLSTART', open('v'), [], 'LOGGING_IN.there opening v'],
  ]);
  rows('SCIOLSTOP and SCIOLSTART meanwhile', () => again().after(close('x'), open('v')), [
    ['succeeds', loggedIn, [...each('pathUp first'), 'opened v'], 'UP'],
    ['fails', loginFailed, ['notOpened v'], 'OUT'],
  ]);
  rows('SCIOLSTOP meanwhile, the target gone', () => again().after(close('x'), gone), [
    ['succeeds', loggedIn, [logout], 'LOGGING_OUT.away'],
    ['fails', loginFailed, [], 'OUT'],
  ]);
  rows('SCIOLSTOP meanwhile, the target moved', () => again().after(close('x'), gone, moved), [
    ['succeeds', loggedIn, [logout], 'LOGGING_OUT.moved'],
    ['fails', loginFailed, [], 'OUT'],
  ]);
  rows(
    'SCIOLSTOP and SCIOLSTART meanwhile, the target moved',
    () => again().after(close('x'), open('v'), gone, moved),
    [['fails', loginFailed, ['notOpened v'], 'OUT']],
  );
});

describe('SCIOLSTOP', () => {
  const two = (params: Row4 = fast) => up(params).after(open('v'));
  const stopped = (params: Row4 = fast) => up(params).after(close('x'));

  rows('UP, one of two devices', two, [['it is closed', close('x'), [], 'UP']]);
  rows('UP, the last of two devices', () => two().after(close('x')), [
    ['it is closed', close('v'), [...each('pathWaits'), logout], 'LOGGING_OUT.there'],
    ['the other one is opened again', open('x'), ['opened x'], 'UP'],
  ]);
  rows('UP, closed and opened again', () => two().after(close('x'), open('x')), [
    ['the other one is closed', close('v'), [], 'UP'],
  ]);
  rows('UP, opened from the beginning', () => new Path(fast, { started: true }).after(loggedIn), [
    ['one of two devices', close('x'), [], 'UP'],
  ]);

  rows('the logout', stopped, [
    ['is over', loggedOut, [], 'OUT'],
    ['SCIOLSTART', open('x'), [], 'LOGGING_OUT.there opening x'],
    ['the target is gone', gone, [], 'LOGGING_OUT.away'],
    ['the nexus is to be given up', giveUp, [], 'LOGGING_OUT.there'],
  ]);
  rows('the logout, and SCIOLSTART meanwhile', () => stopped().after(open('x')), [
    ['is over', loggedOut, [...each('nexusLost'), login], 'LOGGING_IN.there opening x'],
  ]);
  rows('the logout, the target gone', () => stopped().after(gone), [['is over', loggedOut, [], 'OUT']]);
  rows('the logout, SCIOLSTART, the target gone', () => stopped().after(open('x'), gone), [
    ['is over', loggedOut, ['notOpened x'], 'OUT'],
  ]);
  rows('the logout, the target moved', () => stopped().after(gone, moved), [['is over', loggedOut, [], 'OUT']]);
  rows('the logout, SCIOLSTART, the target moved', () => stopped().after(open('x'), gone, moved), [
    ['is over', loggedOut, ['notOpened x'], 'OUT'],
  ]);
  rows('closed while the nexus is given up', () => leaving().after(close('x')), [['logged out', loggedOut, [], 'OUT']]);
  rows('one of two closed while the nexus is given up', () => two().after(giveUp, close('x')), [
    ['logged out', loggedOut, [...each('nexusLost'), login], 'LOGGING_IN.there'],
  ]);
  it.each([
    ['gone', [gone]],
    ['moved', [gone, moved]],
  ])('after a SCIOLSTART that failed nobody waits any more: %s', (_, news) => {
    const path = stopped().after(open('x'), ...news, loggedOut, open('v'));
    expect(path.now).toBe('LOGGING_IN.there opening v');
  });

  const nowhere: readonly [string, (made: Path) => Path, Row4, string][] = [
    ['SLOW', (path) => path.after(gone), slow, 'SLOW'],
    ['WAITING', (path) => path.after(gone), fast, 'WAITING rscnDelay'],
    ['AWAY', (path) => path.after(gone, 'query'), fast, 'AWAY.told'],
    ['REFUSED', (path) => path.after(gone, back(), loginFailed), fast, 'REFUSED rscnDelay'],
    ['MOVED', (path) => path.after(gone, moved), fast, 'MOVED'],
  ];
  it.each(nowhere)('%s: there is nothing to log out of, and nobody waits for the target', (_, into, params, now) => {
    const path = into(two(params));
    expect([path.says(close('x')), path.now]).toEqual([[], now]);
    expect([path.says(close('v')), path.now]).toEqual([[], 'OUT']);
    expect([path.says(open('x')), path.now]).toEqual([[login], 'LOGGING_IN.there opening x']);
    // Of what was open before nothing is left.
    expect(path.after(loggedIn).says(close('x'))).toEqual([...each('pathWaits'), logout]);
  });

  it.each<[string, Row4, (Message | 'query')[]]>([
    ['the logout is over', fast, [close('x'), loggedOut]],
    ['the logout is over, the target gone', fast, [close('x'), gone, loggedOut]],
    ['the logout is over, the target moved', fast, [close('x'), gone, moved, loggedOut]],
    ['the next login fails', fast, [gone, back(), close('x'), loginFailed]],
    ['the next login fails, the target gone', fast, [gone, back(), close('x'), gone, loginFailed]],
    ['the next login fails, the target moved', fast, [gone, back(), close('x'), gone, moved, loginFailed]],
    ...nowhere.map(([state, , params]): [string, Row4, (Message | 'query')[]] => {
      const into = { SLOW: [gone], WAITING: [gone], AWAY: [gone, 'query' as const] };
      const others = { REFUSED: [gone, back(), loginFailed], MOVED: [gone, moved] };
      return [state, params, [...{ ...into, ...others }[state as 'SLOW'], close('x')]];
    }),
  ])('does not log in by itself, although it began logged in: %s', (_, params, messages) => {
    const path = new Path(params, { started: true }).after(loggedIn, close('v'), ...messages);
    expect(path.now).toBe('OUT');
  });

  it('SCIOLSTART finds a target by its name, whatever has become of the id', () => {
    const path = up().after(gone, replaced, close('x'), open('x'), loggedIn, gone);
    expect([path.says(moved), path.now]).toEqual([lostForGood, 'MOVED']);
  });
});

describe('a target that is logged in to', () => {
  rows('UP', up, [
    ['SCIOLSTOP', close('x'), [...each('pathWaits'), logout], 'LOGGING_OUT.there'],
    ['SCIOLSTART of another device', open('v'), ['opened v'], 'UP'],
    ['no reset helps', giveUp, [...each('pathWaits'), logout], 'LOGGING_OUT.there'],
  ]);
  it.each([
    ['no dynamic tracking, delayed_fail', slow, 'pathSlow', 'SLOW'],
    ['no dynamic tracking, fast_fail', fast, 'pathWaits', 'WAITING rscnDelay'],
    ['dynamic tracking, delayed_fail', tracked, 'pathWaits', 'WAITING rscnDelay'],
    ['dynamic tracking, fast_fail', both, 'pathWaits', 'WAITING rscnDelay'],
  ])('goes: %s', (_, params, word, now) => {
    const path = up(params);
    expect([path.says(gone), path.now]).toEqual([each(word), now]);
  });
  it.each([slow, fast, tracked, both])('goes with its iSCSI session: %j says nothing about it', (params) => {
    const path = new Path(params, { protocol: 'iscsi' }).after(open('x'), loggedIn);
    expect([path.says(gone), path.now]).toEqual([each('pathWaits'), 'WAITING rscnDelay']);
    expect([path.says('query'), path.now]).toEqual([dead, 'AWAY.told']);
  });
});

describe('a target that is away', () => {
  rows('SLOW', () => waiting(slow), [
    ['SCIOLSTART', open('v'), ['notOpened v'], 'SLOW'],
    ['back', back(), [login], 'LOGGING_IN.there'],
    ['moved', moved, lostForGood, 'MOVED'],
    ['another device in its place', replaced, another, 'MOVED'],
    ['no reset helps', giveUp, each('nexusLost'), 'SLOW'],
  ]);
  rows('WAITING', waiting, [
    ['SCIOLSTART', open('v'), ['notOpened v'], 'WAITING rscnDelay'],
    ['back', back(), [login], 'LOGGING_IN.there'],
    ['moved', moved, lostForGood, 'MOVED'],
    ['another device in its place', replaced, another, 'MOVED'],
    ['gone again', gone, [], 'WAITING rscnDelay'],
    ['no reset helps', giveUp, [], 'WAITING rscnDelay'],
    ['the query', 'query', dead, 'AWAY.told'],
  ]);
  rows('WAITING with dynamic tracking', () => waiting(tracked), [
    ['another device in its place', replaced, [], 'WAITING rscnDelay'],
    ['moved', moved, [login], 'LOGGING_IN.there other'],
    ['back', back(), [login], 'LOGGING_IN.there'],
    ['the query', 'query', dead, 'AWAY.told'],
  ]);
  rows('WAITING with dynamic tracking and fast_fail', () => waiting(both), [
    ['the query', 'query', each('pathDead SCSI_TRANSPORT_DEAD NO_DELAY'), 'AWAY.told'],
  ]);
  rows('AWAY', away, [
    ['SCIOLSTART', open('v'), ['notOpened v'], 'AWAY.told'],
    ['back', back(), [login], 'LOGGING_IN.there'],
    ['moved', moved, lostForGood, 'MOVED'],
    ['another device in its place', replaced, another, 'MOVED'],
    ['gone again', gone, [], 'AWAY.told'],
    ['no reset helps', giveUp, [], 'AWAY.told'],
  ]);
  rows('AWAY with dynamic tracking', () => away(tracked), [
    ['another device in its place', replaced, [], 'AWAY.told'],
    ['moved', moved, [login], 'LOGGING_IN.there other'],
    ['back', back(), [login], 'LOGGING_IN.there'],
  ]);
  rows('REFUSED', refused, [
    ['SCIOLSTART', open('v'), [login], 'LOGGING_IN.there opening v'],
    ['gone', gone, dead, 'AWAY.told'],
    ['no reset helps', giveUp, [], 'REFUSED rscnDelay'],
    ['another try', 'query', [login], 'LOGGING_IN.there'],
  ]);
  rows('MOVED', () => waiting().after(moved), [
    ['SCIOLSTART', open('v'), ['notOpened v'], 'MOVED'],
    ['gone', gone, [], 'MOVED'],
    ['back', back(), [], 'MOVED'],
    ['moved again', moved, [], 'MOVED'],
    ['no reset helps', giveUp, [], 'MOVED'],
  ]);
  it('is followed there and back again, and its queues learn under which id', () => {
    const path = waiting(tracked).after(moved);
    expect(path.says(loggedIn)).toEqual(each('pathUp other'));
    expect(path.after(gone, moved).says(loggedIn)).toEqual(each('pathUp first'));
  });
});

describe('a logout', () => {
  rows('under way', leaving, [
    ['done', loggedOut, [...each('nexusLost'), login], 'LOGGING_IN.there'],
    ['SCIOLSTART', open('v'), [], 'LOGGING_OUT.there opening v'],
    ['no reset helps', giveUp, [], 'LOGGING_OUT.there'],
    ['gone', gone, [], 'LOGGING_OUT.away'],
  ]);
  rows('the target gone meanwhile', () => leaving().after(gone, open('v')), [
    ['done', loggedOut, [...each('nexusLost'), 'notOpened v', ...dead], 'AWAY.told'],
    ['SCIOLSTART', open('x'), [], 'LOGGING_OUT.away opening v opening x'],
    ['no reset helps', giveUp, [], 'LOGGING_OUT.away opening v'],
    ['gone again', gone, [], 'LOGGING_OUT.away opening v'],
    ['back', back(), [], 'LOGGING_OUT.there opening v'],
    ['moved', moved, [], 'LOGGING_OUT.moved opening v'],
  ]);
  rows('the same with dynamic tracking', () => leaving(tracked).after(gone), [
    ['another device in its place', replaced, [], 'LOGGING_OUT.away'],
    ['moved', moved, [], 'LOGGING_OUT.there other'],
    ['back', back(), [], 'LOGGING_OUT.there'],
  ]);
  it('ends with another device in its place: SCSI_WW_NAME_CHANGE', () => {
    const path = leaving().after(gone, open('v'));
    expect([path.says(replaced), path.now]).toEqual([[], 'LOGGING_OUT.moved opening v']);
    expect([path.says(loggedOut), path.now]).toEqual([[...each('nexusLost'), 'notOpened v', ...another], 'MOVED']);
  });
  rows('the target moved meanwhile', () => leaving().after(gone, open('v'), moved), [
    ['done', loggedOut, [...each('nexusLost'), 'notOpened v', ...lostForGood], 'MOVED'],
    ['SCIOLSTART', open('x'), [], 'LOGGING_OUT.moved opening v opening x'],
    ['no reset helps', giveUp, [], 'LOGGING_OUT.moved opening v'],
    ['gone', gone, [], 'LOGGING_OUT.moved opening v'],
    ['back', back(), [], 'LOGGING_OUT.moved opening v'],
  ]);
});
