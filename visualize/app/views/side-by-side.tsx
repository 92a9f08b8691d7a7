import { For, type JSX, Show } from 'solid-js';
import type { AlignedRow } from '../../../src/compare/align.ts';
import { consequenceLines } from '../../../src/compare/consequence-lines.ts';
import type { Consequences } from '../../../src/compare/consequences.ts';
import type { Happening } from '../../../src/compare/happening.ts';

/** One of the two: what it is called, and how to step through it. */
export type Side = { readonly name: string; readonly open: (() => void) | undefined };

/** What came of two runs for those who use them. */
export function ConsequencesOfBoth(props: { sides: readonly Side[]; both: readonly Consequences[] }): JSX.Element {
  return (
    <table class="consequences-of-both">
      <thead>
        <tr>
          <th scope="col">what came of it</th>
          <For each={props.sides}>
            {({ name, open }) => (
              <th scope="col">
                {name}{' '}
                <Show when={open}>
                  {(act) => (
                    <button type="button" class="link" onClick={() => act()()}>
                      step through it
                    </button>
                  )}
                </Show>
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody>
        <For each={consequenceLines}>
          {([name, value]) => (
            <tr>
              <th scope="row">{name}</th>
              <For each={props.both}>{(each) => <td>{value(each)}</td>}</For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

/** What happened in two runs, row by row. @param go - goes to something that happened, on the left (0) or right (1). */
export function SideBySide<T extends Happening>(props: {
  names: readonly [string, string];
  rows: readonly AlignedRow<T>[];
  go?: (happening: T, side: 0 | 1) => void;
}): JSX.Element {
  return (
    <table class="side-by-side">
      <thead>
        <tr>
          <For each={props.names}>{(name) => <th scope="col">{name}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For each={props.rows}>
          {({ left, right }) => (
            <tr classList={{ differs: !left || !right }}>
              <Cell happening={left} go={props.go ? (each: T) => props.go?.(each, 0) : undefined} />
              <Cell happening={right} go={props.go ? (each: T) => props.go?.(each, 1) : undefined} />
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Cell<T extends Happening>(props: {
  happening: T | undefined;
  go: ((happening: T) => void) | undefined;
}): JSX.Element {
  return (
    <td classList={{ bad: props.happening?.bad === true, innocent: props.happening?.innocent === true }}>
      <Show when={props.happening}>
        {(now) => (
          <>
            <time>{(now().at / 1000).toFixed(2)}</time>{' '}
            <Show when={props.go} fallback={now().label}>
              {(go) => (
                <button type="button" class="link" onClick={() => go()(now())}>
                  {now().label}
                </button>
              )}
            </Show>
            <Show when={now().detail !== ''}>
              {' '}
              <small>{now().detail}</small>
            </Show>
          </>
        )}
      </Show>
    </td>
  );
}
