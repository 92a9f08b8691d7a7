import { For, type JSX, Show } from 'solid-js';
import type { Trace } from '../trace/trace.ts';
import { type Owner, ownerNames, packetSegments } from './life-segments.ts';
import { OwnerSwatch } from './owner-swatch.tsx';
import { timeText } from './time-text.ts';

export type Holder = {
  readonly slot: string;
  readonly request: string;
  readonly owner: Owner;
  /** For how long, microseconds of virtual time. */
  readonly since: number;
};

/** Who has the packet of a request at a step; undefined when none is under way in the slot. */
export function holderOf(trace: Trace, slot: string, step: number, request: string): Holder | undefined {
  const life = trace.lives.findLast(
    (each) =>
      each.slot === slot && trace.stepOf.at(each.from) <= step && (each.to < 0 || trace.stepOf.at(each.to) >= step),
  );
  if (!life) return undefined;
  const last = packetSegments(trace, slot, { from: trace.stepOf.at(life.from), to: step + 1 }).at(-1);
  if (!last || last.what === 'free') return undefined;
  return { slot, request, owner: last.what, since: trace.timeOf(step) - trace.timeOf(last.from) };
}

/** Height of the heading, of a row; rows beyond these are scrolled to. */
const [head, row, rowsInSight] = [56, 19, 5];

/**
 * Who has what at the step that is looked at.
 *
 * @param props.most packets that there can be: the room for them is the same at every step.
 */
export function PacketHolders(props: { step: number; holders: readonly Holder[]; most: number }): JSX.Element {
  return (
    <div
      class="holders scroll"
      tabindex="0"
      role="region"
      aria-label="Packets at this step"
      style={{ height: `${head + row * Math.max(1, Math.min(rowsInSight, props.most))}px` }}
    >
      <h3>At step {props.step}</h3>
      <Show when={props.holders.length > 0} fallback={<p class="hint">No request is under way.</p>}>
        <table>
          <thead>
            <tr>
              <th scope="col">slot</th>
              <th scope="col">request</th>
              <th scope="col">its packet is with</th>
              <th scope="col">for</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.holders}>
              {({ slot, request, owner, since }) => (
                <tr>
                  <th scope="row">{slot}</th>
                  <td>{request}</td>
                  <td>
                    <OwnerSwatch owner={owner} /> {ownerNames[owner]}
                  </td>
                  <td>{timeText(since)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </div>
  );
}
