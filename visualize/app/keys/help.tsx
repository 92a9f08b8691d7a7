import { For, type JSX } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { markNames } from '../trace/marks.ts';
import { Dialog } from '../views/dialog.tsx';
import { markShapes } from '../views/mark-shapes.ts';
import { type Command, groups } from './commands.ts';

const marks = Object.entries(markShapes) as readonly (readonly [keyof typeof markShapes, string])[];

/** Every key, by what it is for. */
export function Help(props: { page: Page; commands: readonly Command[] }): JSX.Element {
  return (
    <Dialog title="Keys" class="help" close={() => props.page.setOverlay(undefined)}>
      <div class="keys">
        <For each={groups}>
          {(group) => (
            <section>
              <h3>{group}</h3>
              <dl>
                <For each={props.commands.filter((command) => command.group === group)}>
                  {(command) => (
                    <div>
                      <dt>
                        <For each={command.keys}>{(key) => <kbd>{key}</kbd>}</For>
                      </dt>
                      <dd>{command.does}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
        <section>
          <h3>Marks of the timeline</h3>
          <dl>
            <For each={marks}>
              {([kind, shape]) => (
                <div>
                  <dt>
                    <span class={`shape ${kind}`} aria-hidden="true">
                      {shape}
                    </span>
                  </dt>
                  <dd>{markNames[kind]}</dd>
                </div>
              )}
            </For>
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
