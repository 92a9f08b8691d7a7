import type { FaultRule } from '../scenario/fault-rule.ts';

const pointOf = (rule: FaultRule): string => {
  const { when } = rule;
  const point = 'at' in rule ? rule.at : 'delay' in rule ? rule.delay : 'hasten' in rule ? `${rule.hasten}!` : null;
  return JSON.stringify([point ?? rule, when]);
};

const saidBy = (rule: FaultRule): string => JSON.stringify({ ...rule, nth: 0, count: 1 });

/** Rules as somebody would write them: one for what happens several times in a row, and without what is usual. */
export function leanRules(rules: readonly FaultRule[]): object[] {
  const variants = new Map<string, Set<string>>();
  for (const rule of rules) {
    const known = variants.get(pointOf(rule)) ?? new Set();
    variants.set(pointOf(rule), known.add(saidBy(rule)));
  }
  const together: FaultRule[] = [];
  /** By what a rule says and when it begins: where it stands. */
  const begins = new Map<string, number>();
  for (const rule of rules) {
    // Where two decide at one point, which of them comes first matters.
    const alone = variants.get(pointOf(rule))?.size === 1;
    const said = saidBy(rule);
    const at = alone && rule.count === 1 ? begins.get(`${rule.nth + 1} ${said}`) : undefined;
    const later = at === undefined ? undefined : together[at];
    if (at !== undefined && later && later.count !== 'sticky') {
      together[at] = { ...later, nth: rule.nth, count: later.count + 1 };
      begins.delete(`${later.nth} ${said}`);
      begins.set(`${rule.nth} ${said}`, at);
    } else {
      if (!begins.has(`${rule.nth} ${said}`)) begins.set(`${rule.nth} ${said}`, together.length);
      together.push(rule);
    }
  }
  return together.map(({ when, nth, every, count, ...rest }) => ({
    ...rest,
    ...(Object.keys(when).length === 0 ? {} : { when }),
    ...(nth === 1 ? {} : { nth }),
    ...(every === 1 ? {} : { every }),
    ...(count === 1 ? {} : { count }),
  }));
}
