import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';

/** What processes ask of the adapter driver for a device. */
export const samIoctlClauses = {
  'fscsi-login': {
    document: KEDS,
    section: 'SCIOLSTART',
    says: 'SCIOLSTART comes before everything else with a device: it allocates what the device needs and logs in to its target; EIO if that fails.',
    confidence: 'document',
  },
  'fscsi-start-once': {
    document: KEDS,
    section: 'SCIOLSTART',
    says: 'A second SCIOLSTART for a device fails with EINVAL.',
    confidence: 'recalled',
  },
  'fscsi-not-open': {
    document: KEDS,
    section: 'SCIOLSTOP',
    says: 'An ioctl for a device that was not started gets EINVAL.',
    confidence: 'document',
  },
  'fscsi-ioctl-command': {
    document: KEDS,
    section: 'SCIOLCMD, SCIOLINQU, SCIOLREAD, SCIOLSTUNIT, SCIOLTUR',
    says: 'After SCIOLSTART (EINVAL otherwise) these ioctls send one command to a device and return its status; the adapter driver does no error recovery for it. Of CHECK CONDITION the caller has to ask for sense data with another SCIOLCMD.',
    confidence: 'document',
  },
  'fscsi-ioctl-errno': {
    document: KEDS,
    section: 'SCIOLSTUNIT',
    says: 'ENODEV: the device does not answer; ENOCONNECT: transport fault; ETIMEDOUT: it took too long; EACCES: diagnostics run; EFAULT, ENOMEM; EIO otherwise. That a transport which is dead is a transport fault is a design choice.',
    confidence: 'document',
  },
  'fscsi-ioctl-alone': {
    document: 'design choice',
    section: 'ioctl',
    says: 'The command of an ioctl goes to the tail of the chain of its device, and untagged when nothing else is active, as with a parallel bus.',
    confidence: 'design',
  },
  'fscsi-ioctl-keeps-queue': {
    document: 'design choice',
    section: 'ioctl',
    says: 'A command of an ioctl that fails does not halt the queue of the device: nobody but its caller has to recover.',
    confidence: 'design',
  },
  'fscsi-ioctl-halted': {
    document: 'design choice',
    section: 'ioctl',
    says: 'While the queue of a device is halted, held, or CLEAR ACA is under way, an ioctl that would send it a command gets EIO.',
    confidence: 'design',
  },
  'fscsi-event': {
    document: KEDS,
    section: 'SCIOLEVENT',
    says: 'After SCIOLSTART a device driver registers its handler for asynchronous events; EINVAL for a device that is not open. Once in a session, and for callers in the kernel only (EPERM), as with SCIOEVENT.',
    confidence: 'document',
  },
  'fscsi-events': {
    document: KEDS,
    section: 'SCIOLEVENT',
    says: 'Events are flags, not queued. That they are those of a parallel adapter, failures of the adapter to everybody who listens and the reset of a target to those with a device there, is a design choice.',
    confidence: 'document',
  },
  'fscsi-stop-waits': {
    document: KEDS,
    section: 'Closing the Device',
    says: 'SCIOLSTOP returns when everything that is pending has come back; new transactions are refused meanwhile.',
    confidence: 'document',
  },
  'fscsi-logout': {
    document: 'design choice',
    section: 'SCIOLSTOP of the last device of a target',
    says: 'As the first SCIOLSTART of a target logs in, the SCIOLSTOP of its last open device logs out, after it has returned: LOGO, or the logout of the session. SCIOLSTART meanwhile waits and logs in anew; the target is then looked up by its name.',
    confidence: 'design',
  },
  'fscsi-stop-held': {
    document: 'design choice',
    section: 'SCIOLSTOP on a held queue',
    says: 'SCIOLSTOP for a queue that holds something waits for ever: the device driver has to clear or resume first. A held queue with nothing in it has nothing to wait for.',
    confidence: 'design',
  },
} satisfies ClauseBook;
