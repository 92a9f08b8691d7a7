import { z } from 'zod';
import type { Pick } from '../system/pick.ts';

const step = z.int().min(1).describe('number of the step, as the trace counts them');

/** The oldest message of its channel is delivered, whatever else is due. */
const scheduledDelivery = z.strictObject({
  step,
  deliver: z.string().describe('message type'),
  from: z.string().optional().describe('sender address; without it the environment'),
  to: z.string().describe('receiver address'),
});

/** A delay ends, whatever else is due. */
const scheduledTimer = z.strictObject({
  step,
  fire: z.string().describe('name of the delay'),
  of: z.string().describe('address of the actor whose delay it is'),
});

/** The environment does something by itself. */
const scheduledHappening = z.strictObject({
  step,
  send: z.looseObject({ type: z.string().startsWith('world.') }).describe('what happens'),
  to: z.string().describe('actor address'),
});

/** What happens in a step, where the seed does not decide. */
export const scheduledPick = z.union([scheduledDelivery, scheduledTimer, scheduledHappening]);
export type ScheduledPick = z.output<typeof scheduledPick>;

export function pickOf(scheduled: ScheduledPick): Pick {
  if ('deliver' in scheduled) {
    return { kind: 'deliver', from: scheduled.from ?? null, to: scheduled.to, message: scheduled.deliver };
  }
  if ('fire' in scheduled) return { kind: 'fire', owner: scheduled.of, delay: scheduled.fire };
  return { kind: 'send', to: scheduled.to, message: scheduled.send };
}

/** The pick of a step, as a scenario writes it. */
export function scheduledAs(at: number, pick: Pick): ScheduledPick {
  switch (pick.kind) {
    case 'deliver': {
      const { from, to, message } = pick;
      return { step: at, deliver: message, ...(from === null ? {} : { from }), to };
    }
    case 'fire':
      return { step: at, fire: pick.delay, of: pick.owner };
    case 'send':
      return { step: at, send: pick.message, to: pick.to };
  }
}
