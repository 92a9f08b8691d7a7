import { cite } from '../clauses/index.ts';
import type { ScsiBufDefect } from '../protocol/scsi-buf.ts';
import { samAdapterSetup } from './aix-sam-adapter.setup.ts';

const test = <D extends ScsiBufDefect, A extends string, C extends Parameters<typeof cite>[0]>(
  defect: D,
  action: A,
  description: string,
  clause: C,
) =>
  ({
    guard: { type: 'what is wrong is', params: { defect } },
    actions: action,
    description,
    meta: cite(clause),
  }) as const;

/**
 * The AIX FCP or iSCSI adapter driver and its port: the tests of ddstrategy, ioctls, and to whom an interrupt belongs.
 * Several devices are served at the same time. It knows nothing of what the commands mean.
 */
export const samAdapterMachine = samAdapterSetup.createMachine({
  id: 'aix-sam-adapter',
  description: 'AIX FCP or iSCSI adapter device driver.',
  context: ({ input: { units, params } }) => ({ units, params, listeners: [] }),
  initial: 'serving',
  states: {
    serving: {
      description: 'ddstrategy and ddioctl are called, and the port interrupts.',
      on: {
        'sam.strategy': [
          test('devno', 'reject: errno of the parameter', 'b_dev is not this adapter.', 'fscsi-tests-devno'),
          test('version', 'reject: EINVAL', 'version is not that of the structure.', 'fscsi-tests-version'),
          test('size', 'reject: EINVAL', 'b_bcount is more than the maximum transfer.', 'fscsi-tests-size'),
          test('av_forw', 'reject: EINVAL', 'av_forw is not null.', 'fscsi-tests-chain'),
          test('next', 'reject: EINVAL', 'Chained, which this adapter does not support.', 'fscsi-tests-chain'),
          test('lun_id', 'reject: errno of the parameter', 'lun_id was not started.', 'fscsi-tests-device'),
          test('scsi_id', 'reject: errno of the parameter', 'scsi_id is no target of ours.', 'fscsi-tests-device'),
          test('kernext_handle', 'reject: EINVAL', 'Not the handle of SCIOLSTART.', 'fscsi-tests-handle'),
          test('scsi_length', 'reject: EINVAL', 'No such length of a command.', 'fscsi-tests-length'),
          test('variable_cdb', 'reject: EINVAL', 'A length without a variable command.', 'fscsi-tests-length'),
          test('q_tag_msg', 'reject: EINVAL', 'No such q_tag_msg.', 'fscsi-tests-tag'),
          test('flags', 'reject: EINVAL', 'Flags that exclude each other, or mean nothing.', 'fscsi-tests-flags'),
          test('dev_flags', 'reject: EINVAL', 'No such class of service.', 'fscsi-tests-dev-flags'),
          test('reserved', 'reject: EINVAL', 'A reserved field is not 0.', 'fscsi-tests-reserved'),
          test('spanAlignment', 'reject: EINVAL', 'Spanned requests do not meet at a page.', 'fscsi-tests-span'),
          test('spanDirection', 'reject: EINVAL', 'A span of reads and writes.', 'fscsi-tests-span'),
          {
            actions: 'to the queue of the device',
            description: 'Nothing is wrong: up to the queue of the device.',
            meta: cite('fscsi-tests-all', 'fscsi-chains', 'fscsi-tests-device'),
          },
        ],
        'ioctl.SCIOLSTART': {
          actions: 'SCIOLSTART for its device',
          description: 'SCIOLSTART.',
          meta: cite('fscsi-login'),
        },
        'ioctl.SCIOLSTOP': [
          {
            guard: 'a handler is registered',
            actions: ['cancel the handler', 'it is not told of events any more', 'SCIOLSTOP for its device'],
            description: 'SCIOLSTOP ends the session, and with it the registration for events.',
            meta: cite('fscsi-stop-waits', 'fscsi-event'),
          },
          {
            actions: 'SCIOLSTOP for its device',
            description: 'SCIOLSTOP.',
            meta: cite('fscsi-stop-waits'),
          },
        ],
        'ioctl.SCIOLHALT': { actions: 'SCIOLHALT for its device', description: 'SCIOLHALT.', meta: cite('fscsi-halt') },
        'ioctl.SCIOLRESET': {
          actions: 'SCIOLRESET for its device',
          description: 'SCIOLRESET.',
          meta: cite('fscsi-reset-ioctl'),
        },

        'ioctl.SCIOLEVENT': {
          actions: 'SCIOLEVENT for its device',
          description: 'SCIOLEVENT: is the device open?',
          meta: cite('fscsi-event'),
        },
        'fcport.listen': [
          {
            guard: 'a handler is registered',
            actions: 'SCIOLEVENT fails: EINVAL',
            description: 'A second registration in one session.',
            meta: cite('fscsi-event'),
          },
          {
            actions: ['register the handler', 'it is told of events', 'SCIOLEVENT returns 0'],
            description: 'The handler is registered for this session of the device.',
            meta: cite('fscsi-event'),
          },
        ],
        'fcport.failed': [
          {
            guard: 'the adapter hardware has failed',
            actions: 'tell who listens: SC_FATAL_HDW_ERR',
            description: 'The hardware of the adapter has failed.',
            meta: cite('fscsi-events', 'event-fatal'),
          },
          {
            actions: 'tell who listens: SC_ADAP_CMD_FAILED',
            description: 'The adapter has failed with one command.',
            meta: cite('fscsi-events', 'event-command-failed'),
          },
        ],

        'fcport.send': {
          actions: 'out it goes',
          description: 'Commands, functions and logins leave the port in the order in which they come.',
          meta: cite('fscsi-start', 'fscsi-one-port'),
        },

        'port.completed': {
          actions: 'tell it: completed',
          description: 'Status has come.',
          meta: cite('fscsi-interrupt', 'fscsi-autosense'),
        },
        'port.noResponse': {
          actions: 'tell it: nobody answers',
          description: 'Nobody is there.',
          meta: cite('fscsi-no-response'),
        },
        'port.lost': {
          actions: 'tell it: lost',
          description: 'The connection went while the command was on its way or in the device.',
          meta: cite('fscsi-lost'),
        },
        'port.taskManagementDone': {
          actions: 'tell task management',
          description: 'A task management function has been answered, or will not be.',
          meta: cite('fscsi-timeout-aborts', 'fscsi-halt', 'scsibuf-clear-aca'),
        },
        'port.loggedIn': {
          actions: 'tell the path: logged in',
          description: 'Logged in to the target.',
          meta: cite('fscsi-login'),
        },
        'port.loginFailed': {
          actions: 'tell the path: login failed',
          description: 'The target has refused, or is not there.',
          meta: cite('fscsi-login', 'fscsi-path-login-fails'),
        },
        'port.loggedOut': {
          actions: 'tell the path: logged out',
          description: 'Logged out.',
          meta: cite('fscsi-ladder-ends'),
        },
        'port.targetGone': {
          actions: 'tell the path: gone',
          description: 'State change notification, or the connection of the session is lost.',
          meta: cite('fscsi-path-fast', 'fscsi-session-lost'),
        },
        'port.targetBack': {
          actions: 'tell the path: back',
          description: 'The target can be reached again.',
          meta: cite('fscsi-path-back', 'fscsi-path-tracked'),
        },
        'port.reset': {
          actions: ['tell who listens there: SC_SCSI_RESET_EVENT', 'all devices of the target end'],
          description: 'Another initiator has reset the target.',
          meta: cite('fscsi-foreign-reset', 'fscsi-events', 'event-reset'),
        },
      },
    },
  },
});
