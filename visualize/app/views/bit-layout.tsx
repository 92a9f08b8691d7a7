import { For, type JSX, Show } from 'solid-js';
import type { FieldReport } from '../../../src/decode/field-report.ts';

type Cell = { readonly field: FieldReport | undefined; readonly bits: number; readonly label: string };

const position = (byte: number, bit: number): number => byte * 8 + 7 - bit;
const start = (field: FieldReport): number => position(field.byte, field.bit);

/** The cells of one byte, from bit 7 to bit 0. */
function cellsOf(fields: readonly FieldReport[], byte: number): Cell[] {
  const cells: Cell[] = [];
  for (let bit = 7; bit >= 0; ) {
    const at = position(byte, bit);
    const field = fields.find((each) => at >= start(each) && at < start(each) + each.width);
    const next = fields.map(start).filter((each) => each > at);
    const end = field ? start(field) + field.width : Math.min(...next, (byte + 1) * 8);
    const bits = Math.min(end, (byte + 1) * 8) - at;
    const begins = field !== undefined && at === start(field);
    cells.push({ field, bits, label: field === undefined ? '' : begins ? field.name : '″' });
    bit -= bits;
  }
  return cells;
}

/** Bytes as the standards draw them: bytes down, bits 7 to 0 across; and the fields in words. */
export function BitLayout(props: { fields: readonly FieldReport[]; bytes: string; name: string }): JSX.Element {
  const bytes = (): string[] => props.bytes.split(' ').filter(Boolean).slice(0, 18);
  const told = (): readonly FieldReport[] => props.fields.filter(({ value }) => value !== 0 && value !== '0');
  return (
    <div class="bits">
      <table>
        <caption class="spoken">Bit layout of {props.name}</caption>
        <thead>
          <tr>
            <th scope="col">byte</th>
            <For each={[7, 6, 5, 4, 3, 2, 1, 0]}>{(bit) => <th scope="col">{bit}</th>}</For>
            <th scope="col">hex</th>
          </tr>
        </thead>
        <tbody>
          <For each={bytes()}>
            {(value, byte) => (
              <tr>
                <th scope="row">{byte()}</th>
                <For each={cellsOf(props.fields, byte())}>
                  {({ field, bits, label }) => (
                    <td
                      colspan={bits}
                      classList={{
                        reserved: field === undefined,
                        set: field !== undefined && field.value !== 0,
                        on: field !== undefined,
                      }}
                      title={field ? `${field.name}: ${field.hex} ${field.meaning}` : 'reserved'}
                    >
                      <For each={label.split(/(?<=[a-z])(?=[A-Z])/)}>
                        {(part, i) => (
                          <>
                            {i() > 0 ? <wbr /> : null}
                            {part}
                          </>
                        )}
                      </For>
                    </td>
                  )}
                </For>
                <td class="hex">{value}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={told().length > 0}>
        <dl>
          <For each={told()}>
            {({ name, hex, value, meaning }) => (
              <div>
                <dt>{name}</dt>
                <dd>
                  {hex} <Show when={String(value) !== meaning && !/^0x/.test(String(value))}>({value})</Show> {meaning}
                </dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </div>
  );
}
