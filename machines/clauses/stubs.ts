import type { ClauseBook } from './clause.ts';

export const stubClauses = {
  'stub-any-time': {
    document: 'design choice',
    section: 'exploration',
    says: 'A machine that stands for a neighbour acts whenever it likes: a delay of its own that ends at a time when it may not act changes nothing.',
    confidence: 'design',
  },
  'stub-initiator': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for an initiator sends any command that is not under way and any message, at any time; while a message is on its way it sends no command.',
    confidence: 'design',
  },
  'stub-target': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for a target ends, breaks off or parks the connected command as it likes, and reselects for any parked one while it is off the bus.',
    confidence: 'design',
  },
  'stub-transport': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for what lies below one packet takes the packet or refuses it, and gives it back in any way that a target driver tells apart from the others.',
    confidence: 'design',
  },
  'stub-adapter': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for an adapter answers each reset, and tells of bus resets as often as the system lets it; its capabilities are given.',
    confidence: 'design',
  },
  'stub-driver': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for a target driver starts any command whose packet it has, of its own accord or within a completion routine, and calls one of scsi_reset and scsi_abort at a time.',
    confidence: 'design',
  },
  'stub-bus': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for bus and devices selects, parks, reconnects and ends commands in any way that a bus may; RST comes as often as the system lets it.',
    confidence: 'design',
  },
  'stub-port': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for an initiator port sends commands, a function at a time, logins and logouts whenever it likes, and takes only what may be told to it.',
    confidence: 'design',
  },
  'stub-head': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for a device driver above an AIX adapter driver calls devstrat with any buffer that it has, with any flags, and any ioctl at any time, whatever it was told.',
    confidence: 'design',
  },
  'stub-nexus-target': {
    document: 'design choice',
    section: 'exploration',
    says: 'The stand-in for a target at a nexus answers commands in any order, loses them, and takes its time to react to functions; while it owes a reaction it answers nothing.',
    confidence: 'design',
  },
} satisfies ClauseBook;
