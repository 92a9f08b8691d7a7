import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';

/** No request is taken while the device is not open. */
export const refuseAll = {
  'buf.strategy': {
    actions: 'iodone: ENXIO',
    description: 'A request for a device that is not open.',
    meta: cite('dd-not-open'),
  },
  'buf.uscsi': {
    actions: 'iodone: ENXIO',
    description: 'A command for a device that is not open.',
    meta: cite('dd-not-open'),
  },
} as const;

/** While a call of the kernel is not over. */
export const oneAtATime = {
  'world.attach': ignored('the kernel calls open and close of a device one at a time'),
  'world.detach': ignored('the kernel calls open and close of a device one at a time'),
} as const;

/** An adapter that was opened is closed at the end. */
export const leavesAdapter = {
  guard: 'the adapter has a special file',
  actions: 'fp_close',
  meta: cite('dd-open-adapter', 'entry-close'),
} as const;
/** The first command of an open. */
export const isReady = {
  target: 'opening',
  actions: ['prepare TEST UNIT READY', 'it goes first'],
  description: 'Is the device ready?',
  meta: cite('dd-open', 'dd-internal-commands'),
} as const;
