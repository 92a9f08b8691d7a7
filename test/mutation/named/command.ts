import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import type { Text } from '../../rules/variant.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const variant = variantsOf(scsaDiskCommandMachine);

/** A table of the decision that sdintr makes. */
const table = (text: Text, name: string): Text[] => alwaysOf(state(text, `deciding.${name}`));
const retry = (params: Text) => ({ type: 'want a retry', params });
const eio = { type: 'b_error', params: 'EIO' };

/** What sd does with one command, broken. */
export const commandVariants: readonly NamedVariant[] = [
  variant('retry after EIO', 'sd-class-standard', (text) => {
    guarded(table(text, 'retrying'), undefined)['target'] = 'retry';
  }),
  variant('destroy while the adapter owns it', 'pkt-destroy', (text) => {
    rowsFor(state(text, 'inTransport'), 'packet.returned').unshift({
      guard: 'TRAN_ACCEPT',
      actions: ['tell the unit: accepted', 'scsi_destroy_pkt'],
    });
  }),
  variant('TRAN_BUSY taken for TRAN_ACCEPT', 'pkt-reject', (text) => {
    const busy = guarded(rowsFor(state(text, 'inTransport'), 'packet.returned'), 'TRAN_BUSY');
    delete busy['target'];
    busy['actions'] = 'tell the unit: accepted';
  }),
  variant('TRAN_FATAL_ERROR is tried again', 'sd-tran-bad', (text) => {
    const bad = guarded(rowsFor(state(text, 'inTransport'), 'packet.returned'), 'TRAN_BADPKT or TRAN_FATAL_ERROR');
    Object.assign(bad, { target: 'prepared.withPacket', actions: 'tell the unit: rejected' });
  }),
  variant('victim blamed', 'sd-reason-reset', (text) => {
    guarded(table(text, 'pktReason'), 'CMD_RESET')['actions'] = [
      retry({ class: 'STANDARD', after: 'restartDelay', isolate: true }),
      { type: 'reset first', params: 'unlessDone' },
    ];
  }),
  variant('aborted packet blamed', 'sd-reason-aborted', (text) => {
    guarded(table(text, 'pktReason'), 'CMD_ABORTED')['actions'] = [
      retry({ class: 'STANDARD', after: 'restartDelay', isolate: true }),
      { type: 'reset first', params: 'unlessDone' },
    ];
  }),
  variant('wrong victim counter', 'sd-class-victim', (text) => {
    guarded(table(text, 'retrying'), 'class VICTIM, retries left')['actions'] = 'count a retry';
  }),
  variant('unit attention counted as STANDARD', 'sd-class-ua', (text) => {
    guarded(table(text, 'unitAttention'), 'ASC 29')['actions'] = [
      'tell the unit: reset seen',
      retry({ class: 'STANDARD', after: 'unitAttentionDelay' }),
    ];
  }),
  variant('pkt_reason before the automatic sense', 'sd-arq-first', (text) => {
    const rows = table(text, 'sdintr');
    const transported = guarded(rows, 'pkt_reason is CMD_CMPLT');
    rows.splice(rows.indexOf(transported), 1);
    rows.splice(rows.indexOf(guarded(rows, 'ARQ is enabled and STATE_ARQ_DONE')), 0, transported);
  }),
  variant('a device that is gone is tried again', 'sd-gone', (text) => {
    without(table(text, 'sdintr'), 'pkt_reason is CMD_DEV_GONE');
  }),
  variant('ILLEGAL REQUEST is tried again', 'sd-key-illegal-request', (text) => {
    Object.assign(guarded(table(text, 'senseKey'), 'ILLEGAL REQUEST'), {
      target: '#retrying',
      actions: retry({ class: 'STANDARD', after: 'immediate' }),
    });
  }),
  variant('BUSY is tried again at once', 'sd-status-busy', (text) => {
    guarded(table(text, 'busy'), undefined)['actions'] = [
      'count a retry',
      retry({ class: 'NOCHECK', after: 'immediate', because: 'BUSY' }),
    ];
  }),
  variant('the unit does not hear of QUEUE FULL', 'sd-status-qfull', (text) => {
    silent(guarded(table(text, 'status'), 'QUEUE FULL'), 'tell the unit: QUEUE FULL');
  }),
  variant('MEDIUM ERROR resets the bus', 'sd-key-medium-hardware', (text) => {
    guarded(table(text, 'senseKey'), 'MEDIUM or HARDWARE ERROR at the reset threshold, not 84h')['actions'] = [
      retry({ class: 'STANDARD', after: 'immediate' }),
      { type: 'reset first', params: 'mustSucceed' },
    ];
  }),
  variant('MEDIUM ERROR resets nothing', 'sd-key-medium-hardware', (text) => {
    without(table(text, 'senseKey'), 'MEDIUM or HARDWARE ERROR at the reset threshold, not 84h');
  }),
  variant('a stopped unit is not started', 'sd-start-unit', (text) => {
    without(table(text, 'startUnit'), 'START UNIT may be sent');
  }),
  variant('reset although there was one', 'sd-reset-skipped', (text) => {
    without(alwaysOf(state(text, 'resetting.choosing')), 'the statistics show a reset or an abort');
  }),
  variant('biodone twice', 'app-biodone-once', (text) => {
    guarded(rowsFor(state(text, 'destroying'), 'packet.destroyed'), undefined)['actions'] = [
      'biodone',
      'biodone',
      'forget the request',
    ];
  }),
  variant('used-up retries are success', 'sd-exhausted', (text) => {
    delete guarded(table(text, 'exhausted'), undefined)['actions'];
  }),
  variant('a selection timeout resets the target', 'sd-reason-incomplete', (text) => {
    Object.assign(guarded(table(text, 'pktReason'), 'CMD_INCOMPLETE, pkt_state exactly GOT_BUS'), {
      target: '#resetting',
      actions: [
        retry({ class: 'STANDARD', after: 'restartDelay', isolate: true, failfast: true }),
        { type: 'reset first', params: 'unlessDone' },
      ],
    });
  }),
  variant('FLAG_DIAGNOSE is tried again', 'sd-diagnose', (text) => {
    without(table(text, 'retrying'), 'FLAG_DIAGNOSE');
    without(table(text, 'sdintr'), 'FLAG_DIAGNOSE');
  }),
  variant('FLAG_ISOLATE is tried again', 'sd-isolate', (text) => {
    without(table(text, 'retrying'), 'FLAG_ISOLATE and a transport failure');
  }),
  variant('failfast waits for retries', 'sd-failfast', (text) => {
    without(table(text, 'retrying'), 'failfast applies and is or becomes active');
  }),
  variant('BLANK CHECK is success', 'sd-key-blank-check', (text) => {
    delete guarded(table(text, 'senseKey'), 'BLANK CHECK')['actions'];
  }),
  variant('CHECK CONDITION without its sense is EIO', 'sd-status-check', (text) => {
    Object.assign(guarded(table(text, 'status'), 'CHECK CONDITION or COMMAND TERMINATED'), {
      target: '#finishing',
      actions: eio,
    });
  }),
];
