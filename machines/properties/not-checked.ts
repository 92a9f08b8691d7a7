/** A statement of the stack's rules that no property checks, and why. */
export type NotChecked = { readonly id: string; readonly why: string };

export const notChecked: readonly NotChecked[] = [
  {
    id: 'I7',
    why: 'Mutexes are not modelled: a step is what happens while one is held, and calls of another layer are messages that leave the step.',
  },
  { id: 'I8', why: 'A callback is one step, and a step cannot sleep: waiting is a state.' },
  {
    id: 'I10, throttle at dispatch',
    why: 'That a wait-queue command starts only below the throttle is one guard of one transition; the throttle itself is in no message, and may be below the count afterwards.',
  },
  {
    id: 'R3',
    why: 'Consistent buffers have no actor: the one consistent buffer, of REQUEST SENSE, lives as long as its packet.',
  },
  {
    id: 'R9',
    why: 'The callback list of the framework is one message, world.resourcesFreed; what it returns is not modelled.',
  },
  {
    id: 'B1',
    why: 'Phases are states of the bus at phase grain: an illegal transition has no edge there, and no message names a phase.',
  },
  { id: 'B8', why: 'Data pointers are context of the bus at phase grain, restored inside one transition.' },
  {
    id: 'D5, SUSPENDED and DUMPING',
    why: 'Whether a unit that is being suspended has drained is in no message, and dump is not modelled; D5 checks a host that has panicked.',
  },
  { id: 'D8', why: 'There is no tape driver in this stack.' },
];
