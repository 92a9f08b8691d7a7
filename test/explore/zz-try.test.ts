import { it } from 'vitest';
import { busLayer } from '../../src/explore/layers.ts';
import { publishedModels, publishedSpec } from '../../src/explore/published.ts';
import { refines } from '../../src/explore/refinement.ts';

const model = publishedModels.find((m) => m.name === '1-target-1-slot')! as any;
const c = (slot: string) =>
  ({
    slot,
    target: 't0',
    lun: 'd0',
    tag: 'simple',
    direction: 'in',
    disconnectPrivilege: true,
    negotiate: false,
  }) as const;
const drop = [
  'op',
  'tag',
  'direction',
  'negotiate',
  'disconnectPrivilege',
  'status',
  'sense',
  'resid',
  'parity',
  'selection',
  'outcome',
  'initiator',
  'by',
  'dataMoved',
];
const isBus = (a: any) => a?.startsWith('bus:');
const visible = ({ what, from, to, message }: any) => {
  const out = what === 'sent' && isBus(to) && from?.startsWith('hba:');
  const inn = what === 'delivered' && isBus(from) && to.startsWith('hba:');
  if (!out && !inn) return null;
  return `${out ? 'sends' : 'gets'} ${JSON.stringify(Object.fromEntries(Object.entries(message).sort().filter(([k]) => !drop.includes(k) || (k === 'outcome' && inn))))}`;
};
it.each([1, 2])(
  'adapter budget %s',
  (b) => {
    const t0 = Date.now();
    const real = {
      ...publishedSpec({
        ...model,
        surroundings: { ...model.surroundings, faultBudget: b, offered: JSON.parse(process.env.OFF ?? '{}') },
      }),
      askedTwice: 1000,
    };
    const stub = busLayer('s', {
      grain: 'command',
      initiators: [
        {
          name: 'ours',
          commands: (process.env.SLOTS ?? 'd0.1,d0.arq').split(',').map(c),
          resets: !!process.env.RST,
          faults: true,
          messages: JSON.parse(process.env.MSG ?? '["LOGICAL_UNIT_RESET","BUS_DEVICE_RESET"]'),
        },
      ],
      targets: [{ target: 't0', faults: true }],
    });
    const r: any = refines(real, stub, visible, { most: 100000 });
    console.log(
      b,
      r.verdict,
      JSON.stringify(r.states),
      Date.now() - t0,
      r.system ?? '',
      r.failure?.message ?? '',
      r.trace?.slice(-14).join('\n  '),
      '\n INSTEAD',
      r.instead?.join('\n  '),
    );
  },
  150000,
);
