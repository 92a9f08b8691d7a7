import type { MachineDefinition, Named, StateDefinition, TransitionDefinition } from './definition.ts';

const longest = 48;

/** A text that fits beside an arrow. */
const short = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

function guardText({ type, params }: Named): string {
  const values = typeof params === 'object' && params !== null ? Object.values(params) : [];
  return [type, ...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))].join(' ');
}

/** What a transition is drawn with: `event [guard]`. */
function transitionLabel({ trigger, event, guard }: TransitionDefinition): string {
  const when = trigger === 'after' ? `after ${event}` : (event ?? '');
  return [when, ...(guard ? [`[${short(guardText(guard))}]`] : [])].filter((part) => part !== '').join(' ');
}

/** All transitions from one state to another: one arrow, a line for each. */
type Arrow = { readonly from: string; readonly to: string; readonly labels: readonly string[] };

/** What to draw of a machine, the same in every drawing language. Messages that are ignored are left out. */
type Diagram = {
  readonly arrows: readonly Arrow[];
  /** What a state handles without leaving it, by path. */
  readonly inside: (path: string) => readonly string[];
  readonly childrenOf: (path: string) => readonly StateDefinition[];
};

export function diagram({ states, transitions }: MachineDefinition): Diagram {
  const arrows = new Map<string, { from: string; to: string; labels: string[] }>();
  const inside = new Map<string, string[]>();
  const add = (labels: string[], label: string): void => {
    if (!labels.includes(label)) labels.push(label);
  };
  for (const each of transitions) {
    if (each.ignored !== null) continue;
    const label = transitionLabel(each);
    if (each.targets.length === 0) {
      const list = inside.get(each.state) ?? [];
      inside.set(each.state, list);
      add(list, label);
    }
    for (const to of each.targets) {
      const key = JSON.stringify([each.state, to]);
      const arrow = arrows.get(key) ?? { from: each.state, to, labels: [] };
      arrows.set(key, arrow);
      add(arrow.labels, label);
    }
  }
  return {
    arrows: [...arrows.values()],
    inside: (path) => inside.get(path) ?? [],
    childrenOf: (path) => states.filter(({ parent }) => parent === path),
  };
}
