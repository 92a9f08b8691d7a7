import { setup } from 'xstate';

/** Every text in it has a meaning in some language that machines are exported to. */
export const awkwardMachine = setup({
  types: { events: {} as { type: 'a.b' } | { type: 'a' } },
  guards: {
    'x < "1" -- y > \'2\'; #': () => true,
    with: ({ event }, { value }: { readonly value: string }) => event.type === value,
  },
  actions: { 'say "--> ]]> {": \\': () => {}, 'on\u0001entry': () => {} },
  delays: { 'a while': 0.5, computed: () => 7 },
}).createMachine({
  id: '1-awkward',
  description: 'two\nlines -- & <tags> \ud800',
  type: 'parallel',
  states: {
    'left side': {
      initial: 'A B',
      states: {
        'A B': {
          entry: 'on\u0001entry',
          after: { 'a while': { target: 'A_B', description: 'tab\there' }, computed: '#end' },
        },
        A_B: {
          on: {
            a: { guard: 'x < "1" -- y > \'2\'; #' },
            'a.b': { target: 'A B', guard: 'x < "1" -- y > \'2\'; #', actions: 'say "--> ]]> {": \\' },
          },
        },
        end: { id: 'end', type: 'final' },
      },
    },
    'right: side': {
      initial: 'end',
      on: { 'a.b': { target: '.end', reenter: true } },
      states: {
        end: { always: { guard: { type: 'with', params: { value: '"\n' } }, target: '#other' } },
        other: { id: 'other', tags: ['<tag>'] },
      },
    },
  },
});
