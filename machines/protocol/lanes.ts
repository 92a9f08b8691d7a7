/**
 * How a message travels. Channels are first-in first-out per (sender, receiver, lane); between lanes there is no order.
 *
 * - `atomic`: inside one critical section: delivered within the sender's own step, nothing can come between.
 * - `call`: requests and their returns.
 * - `intr`: completions and bus interrupts; may overtake returns.
 * - `task`: work that a driver hands to a thread of its own.
 * - `world`: what the environment does by itself.
 */
export type Lane = 'atomic' | 'call' | 'intr' | 'task' | 'world';

/** Message interfaces by the part of the type before the dot, with exceptions by full type. */
const laneByInterface: Readonly<Record<string, Lane>> = {
  buf: 'call',
  tran: 'call',
  pkt: 'intr',
  sc: 'call',
  sam: 'call',
  ioctl: 'call',
  fp: 'call',
  openx: 'call',
  dk: 'call',
  config: 'call',
  event: 'intr',
  tm: 'call',
  scsi: 'intr',
  hba: 'intr',
  bus: 'call',
  target: 'call',
  transport: 'call',
  world: 'world',
  task: 'task',
};

const laneByType: Readonly<Record<string, Lane>> = {
  'buf.biodone': 'intr',
  'sc.iodone': 'intr',
  'sam.iodone': 'intr',
  // recv_func and free_func are routines that are called.
  'tm.recv': 'atomic',
  'tm.free': 'atomic',
  'tm.taken': 'intr',
  'tm.refused': 'intr',
  'tran.getcap': 'atomic',
  'tran.setcap': 'atomic',
  'tran.cap': 'atomic',
  'tran.capSet': 'atomic',
  // What the initiator's port is told; `port.*` inside the target (`device.ts`) is atomic.
  'port.completed': 'intr',
  'port.noResponse': 'intr',
  'port.lost': 'intr',
  'port.taskManagementDone': 'intr',
  'port.loggedIn': 'intr',
  'port.loginFailed': 'intr',
  'port.loggedOut': 'intr',
  'port.targetGone': 'intr',
  'port.targetBack': 'intr',
  'port.reset': 'intr',
};

/** The lane of a message type. Interfaces that are not listed are internal to one driver, adapter or device: atomic. */
export function laneOf(type: string): Lane {
  return laneByType[type] ?? laneByInterface[type.slice(0, type.indexOf('.'))] ?? 'atomic';
}
