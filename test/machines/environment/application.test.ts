import { describe, expect, it } from 'vitest';
import { applicationMachine } from '../../../machines/environment/application.machine.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const app = 'app:d0.1';
const application = (forever: null | { op: 'read' | 'write' } = null) =>
  new Bench().add(app, applicationMachine, { slot: 'd0.1', lun: 'd0', forever });
const read = (extra: object = {}) => ({
  type: 'world.read',
  range: 'inside',
  failfast: false,
  physio: false,
  ...extra,
});
const done = (extra: object = {}) => ({
  type: 'buf.biodone',
  slot: 'd0.1',
  error: 'none',
  resid: 'zero',
  more: 'no',
  ...extra,
});
const asked = (b: Bench) =>
  b.takePosted().map(({ message }) => `${message.type} ${String((message as { op?: string }).op)}`);
const answered = (error: string, resid: string) => ({ type: 'effect.answered', slot: 'd0.1', error, resid });

describe('an application request', () => {
  it('is one strategy and one biodone', () => {
    const b = application().deliver(app, read());
    expect(asked(b)).toEqual(['buf.strategy read']);
    b.deliver(app, done({ error: 'EIO', resid: 'all' }));
    expect(b.effects).toEqual([answered('EIO', 'all')]);
    expect(() => b.deliver(app, done())).toThrow(UnexpectedMessageError);
  });

  it('a write and a uscsi command likewise', () => {
    const b = application()
      .deliver(app, { ...read(), type: 'world.write' })
      .deliver(app, done());
    b.deliver(app, { type: 'world.command', op: 'inquiry', direction: 'in', flags: ['FLAG_DIAGNOSE'] });
    expect(asked(b)).toEqual(['buf.strategy write', 'buf.uscsi inquiry']);
  });

  it('a gathered write is called so, and its process comes back when it is woken up', () => {
    const b = application().deliver(app, { ...read({ gathered: true }), type: 'world.write' });
    expect(b.takePosted().map(({ message }) => message)).toMatchObject([{ type: 'buf.strategy', gathered: true }]);
    expect(asked(b.deliver(app, { type: 'buf.wakeProcess', slot: 'd0.1' }))).toEqual(['buf.processHere undefined']);
    expect(asked(b.deliver(app, done()))).toEqual([]);
    expect(() => b.deliver(app, { type: 'buf.wakeProcess', slot: 'd0.1' })).toThrow(UnexpectedMessageError);
  });

  it('for ever asks at once and again after each answer', () => {
    const b = application({ op: 'write' });
    expect(asked(b)).toEqual(['buf.strategy write']);
    expect(asked(b.deliver(app, done()))).toEqual(['buf.strategy write']);
    expect(b.effects).toEqual([answered('none', 'zero')]);
  });
});

describe('b_iodone', () => {
  it('is called instead, and answers when it has done its work; then all is as before', () => {
    const b = application();
    const before = b.context(app);
    b.deliver(app, read({ iodone: true })).deliver(app, done({ error: 'EIO', resid: 'partial' }));
    expect([b.state(app), b.effects]).toEqual(['iodone', []]);
    b.fire(app, 'iodoneDelay');
    expect([b.state(app), b.effects, b.context(app)]).toEqual(['idle', [answered('EIO', 'partial')], before]);
  });
});

describe('raw I/O', () => {
  it('is refused with EINVAL when misaligned, before a buf is built', () => {
    const b = application();
    for (const type of ['world.read', 'world.write'])
      b.deliver(app, { ...read({ physio: true, range: 'misaligned' }), type });
    expect(asked(b)).toEqual([]);
    expect(b.effects).toEqual([answered('EINVAL', 'all'), answered('EINVAL', 'all')]);
  });

  it('goes chunk by chunk', () => {
    const b = application()
      .deliver(app, read({ physio: true }))
      .deliver(app, done({ more: 'yes' }));
    expect(asked(b)).toEqual(['buf.strategy read', 'buf.strategy read']);
    expect(b.deliver(app, done()).effects).toEqual([answered('none', 'zero')]);
    expect(b.context(app)).toMatchObject({ raw: null, moved: false });
  });

  it.each([
    [{ resid: 'all', more: 'yes' }, 'none', 'partial'],
    [{ resid: 'partial', more: 'yes' }, 'none', 'partial'],
    [{ resid: 'zero', more: 'yes', error: 'EIO' }, 'EIO', 'partial'],
    [{ resid: 'zero', more: 'no', error: 'EIO' }, 'EIO', 'partial'],
  ])('ends with a chunk that is short or fails: %j', (chunk, error, resid) => {
    const b = application()
      .deliver(app, { ...read({ physio: true }), type: 'world.write' })
      .deliver(app, done({ more: 'yes' }))
      .deliver(app, done(chunk));
    expect(b.effects).toEqual([answered(error, resid)]);
    expect(b.state(app)).toBe('idle');
  });

  it('a first chunk at the end of the partition moves nothing', () => {
    const b = application()
      .deliver(app, read({ physio: true }))
      .deliver(app, done({ resid: 'all', more: 'yes' }));
    expect(b.effects).toEqual([answered('none', 'all')]);
  });
});
