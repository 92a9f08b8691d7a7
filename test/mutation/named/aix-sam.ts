import { type EventObject, enqueueActions, not, stateIn } from 'xstate';
import { fabricMachine } from '../../../machines/bus/fabric.machine.ts';
import { iscsiSessionMachine } from '../../../machines/bus/iscsi-session.machine.ts';
import { samManagementMachine } from '../../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import { samTransactionMachine } from '../../../machines/hba/aix-sam-transaction.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { SamAdapterParameters } from '../../../machines/protocol/sam-parameters.ts';
import type { Text } from '../../rules/variant.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const queue = variantsOf(samQueueMachine);
const management = variantsOf(samManagementMachine);
const path = variantsOf(samPathMachine);
const transaction = variantsOf(samTransactionMachine);
const fabric = variantsOf(fabricMachine);
const session = variantsOf(iscsiSessionMachine);

const at = (text: Text, name: string): Text => state(text, `queue.${name}`);
const submitted = (text: Text, name: string): Text[] => rowsFor(at(text, name), 'lunq.strategy');
const ended = (text: Text, name: string): Text[] => rowsFor(at(text, name), 'lunq.ended');
const openStates = ['RUN', 'HALT_CLEARED', 'HALT_HELD', 'HELD_RECOV', 'HELD_SENSED', 'CLEARING_ACA'] as const;
const healthyQueue = samQueueMachine.implementations.actions;
const healthyManagement = samManagementMachine.implementations.actions;

const out = {
  ...{ type: 'sam.iodone', more: 'no', error: 'EIO', resid: 'all', scsiStatus: null, adapterStatus: null },
  ...{ addAdapStatus: 'none', adapQStatus: 'cleared', autosense: null, retId: null, sense: null },
};
/** CHECK CONDITION comes back with these autosense data, whatever the buffer and the device say. */
const checkedWith = (autosense: (sense: unknown) => unknown) =>
  enqueueActions(({ context, event, enqueue, system }) => {
    const { slot, resid, sense } = event as unknown as Record<'slot' | 'resid' | 'sense', string>;
    const status = { validity: 'SC_SCSI_ERROR', scsiStatus: 'SC_CHECK_CONDITION', addAdapStatus: 'NOT_PATH_ERR' };
    const kept = { adapQStatus: 'SC_DID_NOT_CLEAR_Q', autosense: autosense(sense) };
    enqueue.sendTo(system.get(address.scsiBuf(slot)), { type: 'scsibuf.dequeued' });
    const { at: here } = context as { at: { head: string } };
    enqueue.sendTo(system.get(here.head), { ...out, slot, resid, ...status, ...kept } as EventObject);
  });
/** What the nexus has lost comes back with this adapter_status. */
const lostAre = (adapterStatus: string) =>
  enqueueActions(({ context, enqueue, system }) => {
    const { at: here, active } = context as { at: { head: string }; active: { slot: string; lost: boolean }[] };
    for (const { slot } of active.filter(({ lost }) => lost)) {
      enqueue.sendTo(system.get(address.exchange(slot)), { type: 'exchange.drop' });
      enqueue.sendTo(system.get(address.scsiBuf(slot)), { type: 'scsibuf.dequeued' });
      const done = { ...out, slot, validity: 'SC_ADAPTER_ERROR', adapterStatus };
      enqueue.sendTo(system.get(here.head), done as EventObject);
    }
  });

type OnQueue = { context: { chain: unknown[]; active: unknown[]; params: SamAdapterParameters } };
type OnPath = { context: { at: { protocol: string }; params: SamAdapterParameters } };

/** What the AIX FCP and iSCSI adapter drivers do with queues, tasks and paths, broken. */
export const aixSamVariants: readonly NamedVariant[] = [
  // the queue of a device
  queue('FCP: CLEAR ACA is not sent', 'scsibuf-clear-aca', (text) => {
    for (const name of ['HALT_CLEARED', 'HALT_HELD', 'HELD_SENSED'])
      for (const row of submitted(text, name))
        if ([row['actions']].flat().includes('have CLEAR ACA sent')) silent(row, 'have CLEAR ACA sent');
  }),
  queue('FCP: the queue runs on after CHECK CONDITION', 'fscsi-kept-with-tags', (text) => {
    guarded(ended(text, 'RUN'), 'CHECK CONDITION with tag queuing')['target'] = '#aix-sam-queue.queue.RUN';
  }),
  queue(
    'FCP: the held ones go on before CLEAR ACA is answered',
    'scsibuf-clear-aca',
    (text) => {
      guarded(submitted(text, 'HALT_HELD'), 'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME')['target'] = 'RUN';
    },
    { guards: { 'nothing is under way that comes first': () => true } },
  ),
  queue('FCP: CLEAR ACA that has failed counts as done', 'scsibuf-clear-aca', (text) => {
    for (const then of ['keep', 'resume'])
      rowsFor(at(text, `CLEARING_ACA.${then}`), 'lunq.managed').splice(1, 1, {
        ...guarded(rowsFor(at(text, `CLEARING_ACA.${then}`), 'lunq.managed'), 'CLEAR ACA has been done'),
        guard: 'CLEAR ACA has failed',
      });
  }),
  queue('FCP: sense data without an autosense buffer', 'scsibuf-autosense-null', () => undefined, {
    actions: { 'iodone: EIO, SC_DID_NOT_CLEAR_Q': checkedWith((sense) => sense) },
  }),
  queue('FCP: autosense of another command', 'fscsi-autosense', () => undefined, {
    actions: { 'iodone: EIO, SC_DID_NOT_CLEAR_Q': checkedWith(() => 'UNIT_ATTENTION 29/00') },
  }),
  queue('FCP: no autosense at all', 'fscsi-autosense', () => undefined, {
    actions: { 'iodone: EIO, SC_DID_NOT_CLEAR_Q': checkedWith(() => null) },
  }),
  queue('FCP: SC_ACA_Q does not pass the held ones', 'fscsi-aca-command', () => undefined, {
    guards: {
      'SC_RESUME with one recovery command': ({ event }: { event: EventObject & { tag?: string; flags?: string[] } }) =>
        event.tag === 'SC_NO_Q' && event.flags?.join() === 'SC_RESUME',
    },
  }),
  queue('FCP: a second recovery command passes the held ones', 'fscsi-one-recovery-command', (text) => {
    guarded(submitted(text, 'HELD_RECOV'), undefined)['actions'] = [
      'tell the scsi_buf: chained',
      'put at the head of the chain',
      'it is the recovery command',
    ];
  }),
  queue('FCP: an error clears the queue and says that it is kept', 'fscsi-cleared', (text) => {
    const row = guarded(ended(text, 'RUN'), undefined);
    silent(row, 'iodone: EIO, queue cleared');
    row['actions'] = ['iodone: EIO, SC_DID_NOT_CLEAR_Q', ...([row['actions']].flat() as string[])];
  }),
  queue('FCP: SC_Q_CLR with SC_RESUME is sent', 'fscsi-clear', () => undefined, {
    guards: {
      'SC_RESUME with a command': ({ event }: { event: EventObject & { flags?: string[]; op?: string | null } }) =>
        event.flags?.includes('SC_RESUME') === true && event.op !== null,
    },
  }),
  queue('FCP: commands fail at once although the path may live', 'fscsi-path-waits', () => undefined, {
    guards: { 'the path is dead': not(stateIn({ path: 'UP' })) },
  }),
  queue('FCP: commands are started while the target is away', 'fscsi-path-waits', () => undefined, {
    guards: {
      'there is something to start': ({ context: { chain, active, params } }: OnQueue) =>
        chain.length > 0 && active.length < params.activePerDevice,
    },
  }),
  queue('FCP: lost commands are called timed out', 'fscsi-path-back', () => undefined, {
    actions: { 'end what is lost': lostAre('SCSI_CMD_TIMEOUT') },
  }),
  queue('FCP: what may still be answered is given back with the path', 'fscsi-lost', () => undefined, {
    actions: {
      'end what is lost: why the path is dead': healthyQueue['end what is active: ENXIO'] as never,
      'what was lost is not active any more': healthyQueue['nothing is active'] as never,
    },
  }),
  queue('FCP: SC_RET_ID is never set', 'scsibuf-ret-id', (text) => {
    for (const name of openStates) for (const row of rowsFor(at(text, name), 'lunq.pathUp')) silent(row, 'note the id');
  }),
  queue('FCP: one that comes back is aborted all the same', 'fscsi-timeout-aborts', (text) => {
    for (const name of ['RUN', 'HALT_CLEARED', 'HALT_HELD'])
      silent(guarded(ended(text, name), 'good'), 'it has come back after all');
  }),
  queue('FCP: a reset by another initiator is not told', 'fscsi-foreign-reset', (text) => {
    for (const name of openStates)
      at(text, name)['on'] = { ...(at(text, name)['on'] as Text), 'lunq.foreignReset': { description: 'ignored' } };
  }),
  queue('FCP: SCIOLSTOP does not wait for what flags have asked for', 'fscsi-stop-waits', (text) => {
    guarded(alwaysOf(at(text, 'STOPPING.draining')), 'everything has come back')['guard'] = 'nothing is pending';
  }),
  queue('FCP: SCIOLSTOP hangs on a held queue with nothing in it', 'fscsi-stop-waits', (text) => {
    delete at(text, 'STOPPING.held')['always'];
  }),

  // task management
  management('FCP: a timeout resets the target at once', 'fscsi-timeout-aborts', (text) => {
    Object.assign(guarded(alwaysOf(state(text, 'idle')), 'ABORT TASK is next'), {
      target: 'TARGET_RESET',
      actions: ['take up the next', 'nothing is started on the target', 'send TARGET RESET'],
    });
  }),
  management('FCP: ABORT TASK that has failed is forgotten', 'fscsi-ladder', (text) => {
    Object.assign(guarded(rowsFor(state(text, 'ABORT_TASK'), 'tmf.done'), undefined), {
      target: 'idle',
      actions: ['it is over'],
    });
  }),
  management('FCP: a reset of the unit ends the commands of its neighbours', 'fscsi-reset', () => undefined, {
    actions: { 'the unit was reset': healthyManagement['all units were reset'] as never },
  }),
  management('FCP: a reset of the target is told to one unit', 'fscsi-reset', () => undefined, {
    actions: { 'all units were reset': healthyManagement['the unit was reset'] as never },
  }),
  management('FCP: commands are started while the task set is aborted', 'fscsi-holds-for-function', (text) => {
    silent(guarded(alwaysOf(state(text, 'idle')), 'ABORT TASK SET is next'), 'nothing is started on the device');
  }),
  management('FCP: the nexus is never given up', 'fscsi-ladder-ends', (text) => {
    silent(
      guarded(rowsFor(state(text, 'TARGET_RESET'), 'tmf.done'), 'not done, for one that has to end'),
      'give the nexus up',
    );
  }),

  // the way to the target
  path('FCP: tries the old id after dynamic tracking has moved', 'fscsi-path-tracked', (text) => {
    for (const name of ['WAITING', 'AWAY'])
      silent(guarded(rowsFor(state(text, name), 'path.back'), 'another id'), 'note the other id');
  }),
  path('FCP: a target that has moved is followed without dynamic tracking', 'fscsi-path-moved', (text) => {
    for (const name of ['SLOW', 'WAITING', 'AWAY'])
      without(rowsFor(state(text, name), 'path.back'), 'another id, and it is not followed');
  }),
  path('FCP: fast failure does not wait for the query', 'fscsi-path-fast', (text) => {
    Object.assign(guarded(rowsFor(state(text, 'UP'), 'path.gone'), undefined), { target: 'AWAY', actions: [] });
  }),
  path('FCP: slow failure is fast', 'fscsi-path-slow', () => undefined, { guards: { 'failure is slow': () => false } }),
  path('FCP: NO_DELAY without dynamic tracking', 'fscsi-path-no-delay', () => undefined, {
    guards: {
      'there is no need to wait between retries': ({ context: { at: here, params } }: OnPath) =>
        here.protocol === 'fcp' && params.fcErrRecov === 'fast_fail',
    },
  }),
  path('iSCSI: fc_err_recov applies to sessions', 'fscsi-session-lost', () => undefined, {
    guards: {
      'failure is slow': ({ context: { params } }: OnPath) => !params.dyntrk && params.fcErrRecov === 'delayed_fail',
    },
  }),
  path('FCP: a second device logs in anew', 'fscsi-login', (text) => {
    Object.assign(guarded(rowsFor(state(text, 'UP'), 'path.open'), undefined), {
      target: 'LOGGING_IN',
      actions: ['note who opens', 'log in'],
    });
  }),

  // one transaction, one nexus
  transaction('FCP: timeout_value 0 is over at once', 'fscsi-timeout', () => undefined, {
    guards: { 'timeout_value is not 0': () => true },
  }),
  fabric('FCP: an answer from before the login is taken', 'sam-stale-answers', () => undefined, {
    guards: {
      'the command is open': ({ context, event }: { context: { open: { slot: string }[] }; event: EventObject }) =>
        context.open.some(({ slot }) => slot === (event as EventObject & { slot?: string }).slot),
    },
  }),
  fabric('FCP: a login does not wait for the end of the old one', 'fcp-plogi', (text) => {
    without(
      rowsFor(state(text, 'logging in.PLOGI'), 'portLogin', 'after'),
      'the target has still to notice the loss of the nexus',
    );
  }),
  session('iSCSI: a session is reinstated before Time2Wait', 'iscsi-time2wait', (text) => {
    const row = guarded(rowsFor(state(text, 'full feature phase'), 'world.connectionLost'), undefined);
    row['target'] = '#iscsi-session.session failed.may be reinstated';
  }),
  session('iSCSI: tasks outlive the connection', 'iscsi-level-0', (text) => {
    const row = guarded(rowsFor(state(text, 'full feature phase'), 'world.connectionLost'), undefined);
    silent(row, 'port.lost for each open command');
  }),
];
