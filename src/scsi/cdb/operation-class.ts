import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { layoutByName } from './catalogue.ts';
import type { DecodedCdb } from './decode.ts';
import { keyIn } from './persistent-reserve.ts';

/** What a command does as far as the control plane cares; `other` for whatever is not told apart there. */
export function operationClass(cdb: DecodedCdb): OperationClass {
  const layout = layoutByName(cdb.name);
  if (layout === undefined) return 'other';
  return typeof layout.operation === 'function' ? layout.operation(cdb.fields) : layout.operation;
}

/** The same where the data-out bytes are known: PERSISTENT RESERVE OUT says there whether a registration begins or ends. */
export const operationWithData = (operation: OperationClass, dataOut: Uint8Array | undefined): OperationClass =>
  operation === 'prRegister' && dataOut !== undefined && keyIn(dataOut) === 0n ? 'prUnregister' : operation;
