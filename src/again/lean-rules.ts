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
  for (const rule of rules) {
    // Where two decide at one point, which of them comes first matters.
    const alone = variants.get(pointOf(rule))?.size === 1;
    const at = together.findIndex(
      (each) => alone && saidBy(each) === saidBy(rule) && rule.count === 1 && each.nth === rule.nth + 1,
    );
    const later = together[at];
    if (later && later.count !== 'sticky') together[at] = { ...later, nth: rule.nth, count: later.count + 1 };
    else together.push(rule);
  }
  return together.map(({ when, nth, every, count, ...rest }) => ({
    ...rest,
    ...(Object.keys(when).length === 0 ? {} : { when }),
    ...(nth === 1 ? {} : { nth }),
    ...(every === 1 ? {} : { every }),
    ...(count === 1 ? {} : { count }),
  }));
}
