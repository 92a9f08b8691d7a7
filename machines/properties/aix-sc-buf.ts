import { cite } from '../clauses/index.ts';
import { begins, comesBack, scBufProperty, submitted, watchingScBuf } from './aix-sc-buf-watched.ts';
import { everyScBuf, unlessLeftHeld } from './aix-watched.ts';
import type { WatcherProperty } from './property.ts';
import { broken } from './watched.ts';

/** What happens to each sc_buf on the way from devstrat to dd_iodone. */

const onceBack = watchingScBuf.createMachine({
  id: 'aix-I1',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: {
        'delivered.scbuf.devstrat': submitted,
        'sent.sc.iodone': {
          ...comesBack,
          target: 'once too often',
          description: 'iodone for one nobody has submitted',
        },
      },
    },
    submitted: {
      description: 'Iodone is due.',
      on: { 'sent.sc.iodone': comesBack },
    },
    'once too often': broken('iodone was called once too often.'),
  },
});

const back = watchingScBuf.createMachine({
  id: 'aix-I1-back',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: { 'delivered.scbuf.devstrat': submitted },
    },
    submitted: {
      description: 'Iodone is due.',
      tags: 'pending',
      on: { 'sent.sc.iodone': comesBack },
    },
  },
});

const notAgain = watchingScBuf.createMachine({
  id: 'aix-I18',
  context: begins,
  initial: 'not handed over',
  states: {
    'not handed over': {
      description: 'The adapter does not have the command.',
      on: {
        'sent.bus.select': {
          guard: 'it is this one',
          target: 'handed over',
          description: 'the adapter selects for it',
          meta: cite('adapter-start-arms-timeout'),
        },
      },
    },
    'handed over': {
      description: 'The adapter has the command.',
      on: {
        'sent.bus.select': {
          guard: 'it is this one',
          target: 'again',
          description: 'selected for once more, though nobody has submitted it again',
          meta: cite('adapter-retries-only-before-handover'),
        },
        'delivered.hba.selectionLost': {
          guard: 'it is this one',
          target: 'not handed over',
          description: 'it did not get as far as the device',
          meta: cite('adapter-selection-lost'),
        },
        'sent.sc.iodone': {
          guard: 'it is this one',
          target: 'not handed over',
          description: 'over',
          meta: cite('scbuf-positive-indication'),
        },
      },
    },
    again: broken('The adapter driver has issued a command again.'),
  },
});

const owned = watchingScBuf.createMachine({
  id: 'aix-I32',
  context: begins,
  initial: 'of the head driver',
  states: {
    'of the head driver': {
      description: 'The head driver may write it.',
      on: { 'delivered.scbuf.devstrat': { ...submitted, target: 'of the adapter driver' } },
    },
    'of the adapter driver': {
      description: 'From devstrat to dd_iodone.',
      on: {
        'delivered.sc.iodone': {
          guard: 'it is this one',
          target: 'of the head driver',
          description: 'dd_iodone',
          meta: cite('scbuf-owner'),
        },
        'delivered.dd.issue': {
          guard: 'it is for the command that fills this sc_buf',
          target: 'taken',
          description: 'filled though the adapter driver has it',
          meta: cite('scbuf-owner', 'dd-start-fills'),
        },
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf',
          target: 'taken',
          description: 'submitted though the adapter driver has it',
          meta: cite('scbuf-owner', 'scbuf-one-per-call'),
        },
      },
    },
    taken: broken('The head driver has filled an sc_buf of the adapter driver.'),
  },
});

export const aixScBufProperties: readonly WatcherProperty[] = [
  scBufProperty({
    says: 'iodone is called at most once for every devstrat.',
    source: ['scbuf-positive-indication', 'scbuf-reject-by-iodone'],
    machine: onceBack,
    instances: everyScBuf,
  }),
  scBufProperty({
    kind: 'eventually',
    says: 'Every sc_buf that was submitted comes back, unless SCIOSTOP leaves it in a held queue.',
    source: ['scbuf-positive-indication', 'adapter-cmd-timeout', 'queue-stop-held'],
    expected: unlessLeftHeld,
    machine: back,
    instances: everyScBuf,
  }),
  scBufProperty({
    says: 'The adapter driver never issues a command again that the hardware was given.',
    source: ['adapter-retries-only-before-handover'],
    machine: notAgain,
    instances: everyScBuf,
  }),
  scBufProperty({
    says: 'From devstrat to dd_iodone the head driver neither fills nor submits the sc_buf.',
    source: ['scbuf-owner'],
    machine: owned,
    instances: everyScBuf,
  }),
];
