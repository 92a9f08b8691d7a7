import type { Topology } from '../system/topology.ts';
import type { FaultRule } from './fault-rule.ts';

/**
 * Fault rules that were written for a parallel bus, on an interconnect that has none: nobody answers a command instead of
 * a selection, and another initiator resets the first target instead of the bus. Rules of which no counterpart exists stay
 * as they are; they do not meet anything.
 */
export function faultsOnInterconnect(rules: readonly FaultRule[], topology: Topology): FaultRule[] {
  const [target] = topology.targets;
  const [unit] = target?.logicalUnits ?? [];
  return rules.map((rule) => {
    if ('at' in rule && rule.at === 'bus.select.selection' && rule.choose === 'noResponse')
      return { ...rule, at: 'transport.sendCommand.delivery' };
    if ('send' in rule && rule.send.type === 'world.foreignReset' && target && unit) {
      const send = { type: 'world.foreignMessage', target: target.name, lun: unit.name, message: 'BUS_DEVICE_RESET' };
      return { ...rule, send };
    }
    return rule;
  });
}
