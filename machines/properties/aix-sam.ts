import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TaskSetRequest, UnitRequest } from '../protocol/device.ts';
import type { Slot } from '../protocol/names.ts';
import type { SamIodone, SamStrategy } from '../protocol/sam-adapter.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { broken, everyUnit, type UnitAt, type WatcherTag } from './watched.ts';

/** What the AIX drivers over FCP and iSCSI promise about sense data and auto contingent allegiance. */

type SenseContext = { at: UnitAt; bufferless: readonly Slot[] };
type SenseEvent = Observation<SamStrategy | SamIodone>;
type SenseFrom = { context: SenseContext; event: SenseEvent };

const isDone = (event: SenseEvent): event is Observation<SamIodone> => event.message.type === 'sam.iodone';
const ofUnit = ({ context: { at }, event: { message } }: SenseFrom): boolean =>
  message.type === 'sam.strategy'
    ? message.lun === at.lun
    : [...at.pool, at.internal, at.requestSense].includes(message.slot);

const autosense = setup({
  types: {
    input: {} as UnitAt,
    context: {} as SenseContext,
    events: {} as SenseEvent,
    tags: {} as WatcherTag,
  },
  guards: {
    'sense data come back though there was no buffer': ({ context, event }: SenseFrom) =>
      isDone(event) && event.message.autosense !== null && context.bufferless.includes(event.message.slot),
    'CHECK CONDITION without sense data': (from: SenseFrom) =>
      ofUnit(from) &&
      isDone(from.event) &&
      from.event.message.scsiStatus === 'SC_CHECK_CONDITION' &&
      from.event.message.autosense === null,
    'REQUEST SENSE of the head driver': ({ context: { at }, event: { message } }: SenseFrom) =>
      message.type === 'sam.strategy' && message.slot === at.requestSense && message.op === 'requestSense',
    'REQUEST SENSE has come back good': ({ context: { at }, event }: SenseFrom) =>
      isDone(event) && event.message.slot === at.requestSense && event.message.error === 'none',
    'a transaction without buffer': (from: SenseFrom) =>
      ofUnit(from) && from.event.message.type === 'sam.strategy' && !from.event.message.autosense,
    'a transaction with buffer': ofUnit,
  },
  actions: {
    'it has no buffer': assign({
      bufferless: ({ context, event: { message } }) => [
        ...context.bufferless.filter((slot) => slot !== message.slot),
        message.slot,
      ],
    }),
    'it has a buffer': assign({
      bufferless: ({ context, event: { message } }) => context.bufferless.filter((slot) => slot !== message.slot),
    }),
  },
}).createMachine({
  id: 'aix-I26',
  context: ({ input }) => ({ at: input, bufferless: [] }),
  initial: 'nothing is missing',
  on: {
    'delivered.sam.strategy': [
      {
        guard: 'a transaction without buffer',
        actions: 'it has no buffer',
        description: 'its sense data can go nowhere',
        meta: cite('scsibuf-autosense-null'),
      },
      {
        guard: 'a transaction with buffer',
        actions: 'it has a buffer',
        description: 'its sense data have a place',
        meta: cite('scsibuf-autosense-valid'),
      },
    ],
  },
  states: {
    'nothing is missing': {
      description: 'Every CHECK CONDITION that the head driver has heard of brought its sense data.',
      on: {
        'sent.sam.strategy': {
          guard: 'REQUEST SENSE of the head driver',
          target: 'asked in vain',
          description: 'it asks for what it has',
          meta: cite('dd-autosense'),
        },
        'delivered.sam.iodone': [
          {
            guard: 'sense data come back though there was no buffer',
            target: 'flag without buffer',
            description: 'SC_AUTOSENSE_DATA_VALID, and nowhere to look',
            meta: cite('scsibuf-autosense-null'),
          },
          {
            guard: 'CHECK CONDITION without sense data',
            target: 'sense data are missing',
            description: 'the head driver has to ask',
            meta: cite('dd-check-condition'),
          },
        ],
      },
    },
    'sense data are missing': {
      description: 'A CHECK CONDITION came without sense data: REQUEST SENSE is in order.',
      on: {
        'delivered.sam.iodone': [
          {
            guard: 'sense data come back though there was no buffer',
            target: 'flag without buffer',
            description: 'SC_AUTOSENSE_DATA_VALID, and nowhere to look',
            meta: cite('scsibuf-autosense-null'),
          },
          {
            guard: 'REQUEST SENSE has come back good',
            target: 'nothing is missing',
            description: 'asked and answered',
            meta: cite('dd-check-condition'),
          },
        ],
      },
    },
    'asked in vain': broken('REQUEST SENSE although SC_AUTOSENSE_DATA_VALID was set.'),
    'flag without buffer': broken('SC_AUTOSENSE_DATA_VALID although there was no autosense buffer.'),
  },
});

type AcaContext = { at: UnitAt };
type AcaEvent = Observation<UnitRequest | TaskSetRequest>;
type AcaFrom = { context: AcaContext; event: AcaEvent };

const toUnit = ({ context: { at }, event: { to } }: AcaFrom): boolean => to === at.unit || to === at.taskSet;

const allegiance = setup({
  types: { input: {} as UnitAt, context: {} as AcaContext, events: {} as AcaEvent, tags: {} as WatcherTag },
  guards: {
    'CHECK CONDITION under NACA, for us': (from: AcaFrom) =>
      toUnit(from) &&
      from.event.message.type === 'lu.sendSense' &&
      from.event.message.initiator === from.context.at.ours,
    'a command without the ACA attribute is carried out': (from: AcaFrom) =>
      toUnit(from) && from.event.message.type === 'lu.execute' && from.event.message.tag !== 'aca',
    'CLEAR ACA, or a reset': (from: AcaFrom) =>
      toUnit(from) &&
      from.event.message.type === 'tasks.message' &&
      (from.event.message.message === 'LOGICAL_UNIT_RESET' ||
        (from.event.message.message === 'CLEAR_ACA' && from.event.message.initiator === from.context.at.ours)),
    'our nexus is lost': (from: AcaFrom) =>
      toUnit(from) &&
      from.event.message.type === 'tasks.nexusLost' &&
      from.event.message.initiator === from.context.at.ours,
    'it is our unit': toUnit,
  },
}).createMachine({
  id: 'aix-I27',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No auto contingent allegiance.',
      on: {
        'delivered.lu.sendSense': {
          guard: 'CHECK CONDITION under NACA, for us',
          target: 'ACA',
          description: 'CHECK CONDITION is out: auto contingent allegiance',
          meta: cite('task-aca-begins'),
        },
      },
    },
    ACA: {
      description: 'From CHECK CONDITION to CLEAR ACA.',
      on: {
        'delivered.lu.execute': {
          guard: 'a command without the ACA attribute is carried out',
          target: 'intruder',
          description: 'a command that has no business here',
          meta: cite('fscsi-aca-command', 'task-aca-keeps-out'),
        },
        'delivered.tasks.message': {
          guard: 'CLEAR ACA, or a reset',
          target: 'none',
          description: 'ended by the initiator, or by a reset',
          meta: cite('task-clear-aca', 'task-aca-reset'),
        },
        'delivered.tasks.reset': {
          guard: 'it is our unit',
          target: 'none',
          description: 'the target was reset',
          meta: cite('task-aca-reset'),
        },
        'delivered.tasks.nexusLost': {
          guard: 'our nexus is lost',
          target: 'none',
          description: 'the initiator is out of reach',
          meta: cite('task-aca-reset'),
        },
      },
    },
    intruder: broken('A command that is not an ACA task is carried out under auto contingent allegiance.'),
  },
});

const overScsiBuf = ({ architecture }: Configuration): Verdict | undefined =>
  architecture === 'aix-sam' ? 'holds' : undefined;

export const aixSamProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I26',
    architecture: 'aix-sam',
    kind: 'never',
    says: 'With SC_AUTOSENSE_DATA_VALID the head driver sends no request sense; without an autosense buffer the flag is not set.',
    source: ['scsibuf-autosense-valid', 'scsibuf-autosense-null', 'dd-autosense'],
    expected: overScsiBuf,
    machine: autosense,
    instances: everyUnit,
  },
  {
    id: 'aix-I27',
    architecture: 'aix-sam',
    kind: 'never',
    says: 'Under NACA no command but an ACA task is carried out between CHECK CONDITION and CLEAR ACA.',
    source: ['fscsi-aca-command', 'task-aca-keeps-out'],
    expected: (configuration) =>
      configuration.aixDisk.naca && configuration.device.normAca ? overScsiBuf(configuration) : undefined,
    machine: allegiance,
    instances: everyUnit,
  },
];
