import { type HeadStubHappening, headStubMachine } from '../../machines/environment/stubs/head-stub.machine.ts';
import { address, type Slot } from '../../machines/protocol/names.ts';
import type { SamFlag, SamTag } from '../../machines/protocol/scsi-buf.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { compose } from '../system/compose.ts';
import { bufferSlots } from '../system/compose-aix.ts';
import { unitsOf } from '../system/compose-interconnect.ts';
import type { Topology } from '../system/topology.ts';

/** What has an AIX head driver, or stands for one. */
const isHead = (at: string): boolean => /^(hdisk|dd|app):/.test(at);

/** The actors of an AIX topology with a stub in the place of each head driver and its applications. */
export function composeUnderAnyHead(topology: Topology, started: boolean): ActorSpec[] {
  const { driver, adapter } = topology;
  const buffer = driver === 'aix' ? 'sc_buf' : 'scsi_buf';
  const places = unitsOf(topology).flatMap(({ lun, unit }) =>
    bufferSlots(lun, unit.slots, { modeSelect: false }).map(({ slot }) => ({ slot, lun })),
  );
  const owners = new Map(
    places.flatMap(({ slot, lun }) => [
      [address.scBuf(slot), address.head(lun)],
      [address.scsiBuf(slot), address.head(lun)],
    ]),
  );
  const actors = compose(topology, { startAttached: started, forever: null }).flatMap((actor) => {
    if (isHead(actor.address)) return [];
    const owner = owners.get(actor.address);
    return [owner === undefined ? actor : { ...actor, input: { ...(actor.input as object), owner } }];
  });
  const stubs = unitsOf(topology).map(({ lun }) => ({
    address: address.head(lun),
    machine: headStubMachine,
    input: { lun, adapter: adapter.name, buffer },
  }));
  return [...actors, ...stubs];
}

type Call = Extract<HeadStubHappening, { type: 'world.headCalls' }>;
type Way = { readonly flags: readonly SamFlag[]; readonly tag: SamTag; readonly op: 'read' | 'requestSense' | null };

const flagsOfCommands: readonly (readonly SamFlag[])[] = [
  [],
  ['SC_RESUME'],
  ['SC_RESUME', 'SC_DELAY_CMD'],
  ['SC_Q_RESUME'],
  ['SC_RESUME', 'SC_Q_RESUME'],
];
/** Without a command: what is done to the queue, or to the device. */
const flagsAlone: readonly (readonly SamFlag[])[] = [['SC_Q_CLR'], ['SC_Q_RESUME'], ['SC_RESUME', 'SC_Q_RESUME']];
const flagsAloneOnFabrics: typeof flagsAlone = [
  ['SC_CLEAR_ACA'],
  ['SC_CLEAR_ACA', 'SC_Q_CLR'],
  ['SC_CLEAR_ACA', 'SC_Q_RESUME'],
  ['SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'],
  ['SC_LUN_RESET'],
  ['SC_TARGET_RESET'],
];

function waysOf(driver: Topology['driver'], tag: SamTag): readonly Way[] {
  const recovery: readonly SamTag[] = driver === 'aix' ? ['SC_NO_Q'] : ['SC_NO_Q', 'SC_ACA_Q'];
  const alone = driver === 'aix' ? flagsAlone : [...flagsAlone, ...flagsAloneOnFabrics];
  return [
    ...flagsOfCommands.map((flags): Way => ({ flags, tag, op: 'read' })),
    ...recovery.map((each): Way => ({ flags: ['SC_RESUME'], tag: each, op: 'requestSense' })),
    ...alone.map((flags): Way => ({ flags, tag: 'SC_NO_Q', op: null })),
  ];
}

/** Every way in which the device driver of a unit may call its adapter driver, with these buffers and this tag. */
export function anyHeadCalls(
  { driver, parameters }: Pick<Topology, 'driver' | 'parameters'>,
  lun: string,
  slots: readonly Slot[],
  tag: SamTag,
): { readonly to: string; readonly message: HeadStubHappening }[] {
  const only = {
    naca: parameters.aixDisk?.['naca'] === true,
    autosense: parameters.aixDisk?.['autosenseBuffer'] !== false,
    scsiId: 'first',
  } as const;
  const calls = slots.flatMap((slot, place) =>
    waysOf(driver, tag).map(({ flags, tag: tagOfWay, op }): Call => {
      const direction = op === null ? 'none' : 'in';
      // One of them may take for ever.
      const fields = { noDisconnect: false, async: false, timed: place !== 1, bp: false };
      return { type: 'world.headCalls', slot, transaction: { tag: tagOfWay, flags, op, direction, ...fields }, only };
    }),
  );
  const ioctls = (['START', 'STOP', 'HALT', 'RESET', 'RESET_LUN'] as const).map(
    (op): HeadStubHappening => ({ type: 'world.headIoctl', op }),
  );
  return [...calls, ...ioctls].map((message) => ({ to: address.head(lun), message }));
}
