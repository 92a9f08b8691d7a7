import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { parse } from 'yaml';
import { laneOf } from '../../../machines/protocol/lanes.ts';
import { ruleText } from '../../../src/run/report.ts';
import { alternativesOf, choicePoints, faultRule } from '../../../src/scenario/fault-rule.ts';
import { happenings } from '../../../src/system/spontaneous.ts';
import { readFileSync, scenarioPath } from '../in-page/shipped-files.ts';
import type { Page } from '../inspector.tsx';
import { choiceCode, delayCode, eventCode, hastenCode, leaveOutCode, ruleWords } from '../session/rule-codes.ts';

/** What the world does otherwise: decides, is late, acts by itself, or does not what it did. */
export function FaultRules(props: {
  page: Page;
  rules: readonly string[];
  change: (rules: readonly string[]) => void;
}): JSX.Element {
  const { session } = props.page;
  const add = (code: string): void => props.change([...props.rules, code]);
  /** Messages of this run. */
  const received = createMemo(() =>
    (session.trace()?.types.words ?? []).filter((type) => !type.startsWith('xstate.')).toSorted(),
  );
  /** Those that are on their way for some time. */
  const travelling = () => received().filter((type) => laneOf(type) !== 'atomic' && laneOf(type) !== 'world');
  const topology = () => session.history()?.topology;
  const events = createMemo(() => {
    const known = topology();
    return (known ? happenings(known) : []).map(({ to, message }) => {
      const { type, ...fields } = message;
      const rest = Object.values(fields).join(' ');
      return {
        value: JSON.stringify([message, to]),
        text: `${to}: ${type.replace('world.', '')} ${rest}`.trim(),
      };
    });
  });
  const own = createMemo(() => {
    const source = session.run()?.again;
    return source?.kind === 'scenario' ? rulesOf(source.name) : [];
  });
  const words = (code: string): string => {
    const leftOut = own().find((_, i) => leaveOutCode(i) === code);
    return leftOut === undefined ? ruleWords(code) : `without: ${leftOut}`;
  };

  const [point, setPoint] = createSignal(choicePoints[0] ?? '');
  const [alternative, setAlternative] = createSignal('');
  const [late, setLate] = createSignal('');
  const [event, setEvent] = createSignal('');
  const [after, setAfter] = createSignal('');
  const [nths, setNths] = createSignal<readonly number[]>([1, 1, 1]);
  const [ms, setMs] = createSignal<readonly number[]>([0, 1, 0]);
  const nth = (i: number): number => nths()[i] ?? 1;
  const Nth = (given: { row: number; label: string }): JSX.Element => (
    <input
      type="number"
      aria-label={given.label}
      min="1"
      max="99999"
      value={nth(given.row)}
      onInput={(each) =>
        setNths(nths().with(given.row, Math.max(1, Math.floor(each.currentTarget.valueAsNumber) || 1)))
      }
    />
  );
  const Ms = (given: { row: number; label: string }): JSX.Element => (
    <input
      type="number"
      aria-label={given.label}
      min="0"
      step="any"
      value={ms()[given.row]}
      onInput={(each) => setMs(ms().with(given.row, Math.max(0, each.currentTarget.valueAsNumber || 0)))}
    />
  );

  return (
    <fieldset class="fault-rules">
      <legend>The world</legend>
      <For each={props.rules}>
        {(code) => (
          <p>
            <code>{words(code)}</code>
            <button
              type="button"
              class="quiet"
              aria-label={`Remove ${words(code)}`}
              onClick={() => props.change(props.rules.filter((each) => each !== code))}
            >
              ✕
            </button>
          </p>
        )}
      </For>
      <div>
        <span>when</span>
        <select aria-label="Choice" value={point()} onChange={(each) => setPoint(each.currentTarget.value)}>
          <For each={choicePoints}>{(each) => <option value={each}>{each}</option>}</For>
        </select>
        <span>is asked for the</span>
        <Nth row={0} label="is asked for the" />
        <span>th time, it is</span>
        <select
          aria-label="Alternative"
          value={alternative()}
          onChange={(each) => setAlternative(each.currentTarget.value)}
        >
          <option value="">...</option>
          <For each={alternativesOf(point()).slice(1)}>{(each) => <option value={each}>{each}</option>}</For>
        </select>
        <button
          type="button"
          disabled={alternative() === ''}
          onClick={() => {
            add(choiceCode(point(), alternative(), nth(0)));
            setAlternative('');
          }}
        >
          Add
        </button>
      </div>
      <div>
        <span>the</span>
        <Nth row={1} label="Which of the late messages" />
        <span>th</span>
        <select aria-label="Late message" value={late()} onChange={(each) => setLate(each.currentTarget.value)}>
          <option value="">message ...</option>
          <For each={travelling()}>{(each) => <option value={each}>{each}</option>}</For>
        </select>
        <span>is on its way for</span>
        <Ms row={1} label="Milliseconds longer" />
        <span>ms longer</span>
        <button
          type="button"
          disabled={late() === ''}
          onClick={() => {
            add(delayCode(late(), ms()[1] ?? 0, nth(1)));
            setLate('');
          }}
        >
          Delay it
        </button>
        <button
          type="button"
          disabled={late() === ''}
          title="Before whatever else is on its way; it overtakes none of its own channel"
          onClick={() => {
            add(hastenCode(late(), nth(1)));
            setLate('');
          }}
        >
          It comes first
        </button>
      </div>
      <div>
        <select
          aria-label="Something happens by itself"
          value={event()}
          onChange={(each) => setEvent(each.currentTarget.value)}
        >
          <option value="">something happens by itself ...</option>
          <For each={events()}>{({ value, text }) => <option value={value}>{text}</option>}</For>
        </select>
        <Ms row={2} label="Milliseconds later" />
        <span>ms after the</span>
        <Nth row={2} label="Which of the messages before it" />
        <span>th</span>
        <select aria-label="Message before it" value={after()} onChange={(each) => setAfter(each.currentTarget.value)}>
          <option value="">message ...</option>
          <For each={received()}>{(each) => <option value={each}>{each}</option>}</For>
        </select>
        <button
          type="button"
          disabled={event() === '' || after() === ''}
          onClick={() => {
            const [send, to] = JSON.parse(event()) as [{ type: string }, string];
            add(eventCode(send, to, after(), ms()[2] ?? 0, nth(2)));
            setEvent('');
          }}
        >
          Let it
        </button>
      </div>
      <Show when={own().length > 0}>
        <div>
          <label>
            <span>leave out</span>
            <select
              value=""
              onChange={(each) => {
                add(leaveOutCode(Number(each.currentTarget.value)));
                each.currentTarget.value = '';
              }}
            >
              <option value="">a rule of the scenario ...</option>
              <For each={own()}>
                {(text, i) => (
                  <option value={i()} disabled={props.rules.includes(leaveOutCode(i()))}>
                    {text}
                  </option>
                )}
              </For>
            </select>
          </label>
        </div>
      </Show>
    </fieldset>
  );
}

/** The rules of a shipped scenario in words. */
function rulesOf(scenario: string): readonly string[] {
  const { faults = [] } = parse(new TextDecoder().decode(readFileSync(scenarioPath(scenario)))) as {
    faults?: readonly unknown[];
  };
  return faults.map((rule) => {
    const parsed = faultRule.safeParse(rule);
    return parsed.success ? ruleText(parsed.data) : JSON.stringify(rule);
  });
}
