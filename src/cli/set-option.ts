import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { parameterNames, setParameter, type Topology } from '../system/topology.ts';

/**
 * Applies every `--set NAME=VALUE`.
 *
 * @throws InputError also for a parameter that is set twice
 */
export function applySets(topology: Topology, assignments: readonly string[]): Topology {
  const set = new Set<string>();
  return assignments.reduce((before, assignment) => {
    const after = applySet(before, assignment);
    const name = assignment.split('=')[0]?.trim() ?? '';
    const bare = name.slice(name.indexOf('.') + 1);
    const full = name.includes('.')
      ? name
      : `${parameterNames().find((each) => each.name === bare)?.layer ?? ''}.${bare}`;
    if (set.has(full))
      throw new InputError({ code: 'bad-set', given: `--set ${full} twice`, accepted: 'one value for a parameter' });
    set.add(full);
    return after;
  }, topology);
}

/**
 * Applies one `--set NAME=VALUE`.
 *
 * @throws InputError for a name that no parameter has and for a value of another kind than its default.
 */
function applySet(topology: Topology, assignment: string): Topology {
  const refuse = (accepted: string): never => {
    throw new InputError({ code: 'bad-set', given: `--set ${assignment}`, accepted });
  };
  const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(assignment) ?? refuse('NAME=VALUE, e.g. sd.retryCount=3');
  const given = name.trim();
  const found = parameterNames().filter((each) => each.name === given || `${each.layer}.${each.name}` === given);
  const [parameter] = found;
  if (!parameter) {
    const names = parameterNames().map((each) => (given.includes('.') ? `${each.layer}.${each.name}` : each.name));
    return refuse(acceptedNames(given, names, 'scsi-statecharts list --parameters'));
  }
  // Durations may be fractions of a millisecond; everything else is counted.
  const whole = typeof parameter.value === 'number' && parameter.layer !== 'delays';
  if (found.length === 1 && whole && !(/^\s*\d+\s*$/.test(text) && Number.isSafeInteger(Number(text)))) {
    refuse(`a whole number from 0, e.g. ${JSON.stringify(parameter.value)}`);
  }
  if (found.length === 1 && text.trim() === '') refuse(`a value, e.g. ${JSON.stringify(parameter.value)}`);
  return setParameter(topology, assignment);
}
