/** In the order in which one learns it: each tour goes on to the next. */
export const course: readonly (readonly [scenario: string, learns: string])[] = [
  ['clean-read', 'How a request goes down the stack, and its one answer comes back.'],
  ['check-condition-arq', 'How the device says that something is wrong, and the driver tries again.'],
  ['medium-error', 'How often it tries, what it resets meanwhile, and when it gives up.'],
  ['check-condition-rqs', 'What it takes when the adapter does not fetch the sense data.'],
  ['sense-lost', 'How sense data are lost, which properties that breaks, and what would help.'],
  ['busy', 'A device that has no time: no error, but a counter of its own.'],
  ['command-timeout', 'A device that never answers: the ladder of resets, and its victims.'],
  ['third-party-reset', 'What another computer on the bus does to us: reset, unit attention.'],
  ['aix-check-condition', 'The same trouble under the other driver architecture.'],
];
