/*
 * Adapter queue, request sense and bus reset for two commands of one logical unit, as 9E tran_start, 9E tran_reset,
 * "Writing Device Drivers" and SCSI-2 7.6 have them. Written apart from the machines: a second opinion on them.
 *
 * ARQ         0: the target driver asks for sense, in its callback; 1: the adapter does, before the callback
 * START_NEXT  before the callback the adapter starts another command 0: never, 1: after GOOD, 2: always
 * QUEUE       packets that the target driver has in transport at once
 * BROKEN      1: a later cause wins; 2: a queued victim is marked like an active one; 3: a reset ends finished packets
 *             again; 4: a reset forgets the packet whose sense is under way; 5: an expired packet is marked by the reset
 */
#define RS       2                    /* the packet of REQUEST SENSE: the driver's, or the adapter's if ARQ */
#define NOBODY   3
#define ROUNDS   2                    /* times that each command is sent */
#define S_RESET  1                    /* pkt_statistics */
#define S_ABORT  2
#define S_TIMED  4

mtype:place  = { IDLE, QUEUED, ACTIVE, SENSING, FINISHED };
mtype:reason = { CMPLT, RESET, TIMEOUT };
mtype:cause  = { NONE, ACTIVE_VICTIM, QUEUED_VICTIM, EXPIRED };

mtype:place place[3] = IDLE;          /* adapter: where each packet is */
mtype:reason reason[3] = CMPLT;
byte statistics[3];
bool check[3];                        /* status CHECK CONDITION */
chan queue = [2] of { byte };         /* not started yet; REQUEST SENSE overtakes it */
chan callbacks = [3] of { byte, bool };                       /* bool: it must return before the next start */
byte waiting;                         /* how many such callbacks have not returned */
bool recovering;                      /* a packet expired, the reset is still to come */
bool timeouts = 1, resets = 1;        /* how many of each may happen */
byte sense = NOBODY;                  /* device: contingent allegiance, and for whom */
byte senseFor = NOBODY;               /* whom REQUEST SENSE is for */
byte inTransport;                     /* target driver */
bool done[2];
byte owed[3];                         /* judge: callbacks that are due */
mtype:cause first[3] = NONE;
bool excused[3];                      /* a reset has cleared the sense */
byte i, p;

inline submit(n) {
  reason[n] = CMPLT; statistics[n] = 0; check[n] = false; first[n] = NONE; place[n] = QUEUED;
  owed[n]++; inTransport++
}
inline mark(n, why, what, how) {
  first[n] = (first[n] == NONE -> why : first[n]);
  reason[n] = (reason[n] == CMPLT || BROKEN == 1 -> what : reason[n]);
  statistics[n] = statistics[n] | how
}
inline finish(n) {                    /* to the callbacks; sense of the adapter's own goes to the packet it is for */
  if
  :: ARQ && n == RS -> place[RS] = IDLE; i = senseFor; senseFor = NOBODY
  :: else -> i = n
  fi;
  place[i] = FINISHED;
  if
  :: START_NEXT == 0 || (START_NEXT == 1 && (check[i] || reason[i] != CMPLT)) -> waiting++; callbacks!i,true
  :: else -> callbacks!i,false
  fi;
  i = 0
}
inline busReset() {
  sense = NOBODY; recovering = false;
  do :: queue?p :: empty(queue) -> break od;
  p = RS;                             /* sense first: it ends the packet that it is for */
  do
  :: excused[p] = true;
    if
    :: place[p] == ACTIVE -> mark(p, ACTIVE_VICTIM, RESET, S_RESET);
      if :: BROKEN == 4 && ARQ && p == RS -> place[p] = IDLE :: else -> finish(p) fi
    :: place[p] == QUEUED -> mark(p, QUEUED_VICTIM, RESET, (BROKEN == 2 -> S_RESET : S_ABORT)); finish(p)
    :: place[p] == FINISHED && BROKEN == 3 -> finish(p)
    :: else
    fi;
    if :: p == 0 -> break :: else -> p-- fi
  od
}

active proctype adapter() {
end:
  do
  :: atomic { !recovering && place[RS] == QUEUED ->           /* to the head of the queue, and to the device */
    place[RS] = ACTIVE;
    assert(sense == senseFor || excused[senseFor]);           /* SENSE: nothing came in between */
    sense = NOBODY }
  :: atomic { !recovering && waiting == 0 && place[RS] != QUEUED && nempty(queue) ->
    queue?p; place[p] = ACTIVE; sense = NOBODY; p = 0 }       /* any command ends contingent allegiance */
  :: atomic { place[RS] == ACTIVE -> finish(RS) }             /* sense is returned while connected */
  :: atomic { place[RS] != ACTIVE && sense == NOBODY && (place[0] == ACTIVE || place[1] == ACTIVE) ->
    if :: place[0] == ACTIVE -> p = 0 :: place[1] == ACTIVE -> p = 1 fi;
    if
    :: finish(p)                                              /* GOOD */
    :: check[p] = true; sense = p; excused[p] = false;
      if
      :: ARQ && reason[p] == CMPLT -> place[p] = SENSING; senseFor = p;
        place[RS] = QUEUED; reason[RS] = CMPLT; statistics[RS] = 0; first[RS] = NONE
      :: else -> finish(p)
      fi
    fi;
    p = 0 }
  :: atomic { timeouts && !recovering && (place[0] == ACTIVE || place[1] == ACTIVE || place[RS] == ACTIVE) ->
    timeouts = false; recovering = true;
    for (p : 0 .. 2) {
      if
      :: place[p] == ACTIVE && BROKEN == 5 -> first[p] = EXPIRED
      :: place[p] == ACTIVE && BROKEN != 5 -> mark(p, EXPIRED, TIMEOUT, S_TIMED)
      :: else
      fi
    }
    p = 0 }
  :: atomic { recovering -> busReset() }
  :: atomic { resets -> resets = false; busReset() }          /* by another initiator */
  od
}

active proctype interrupt() {
  byte n;
  bool waited;
end:
  do
  :: atomic { callbacks?n,waited ->
    assert(owed[n] == 1);                                     /* ONCE */
    owed[n]--; inTransport--; place[n] = IDLE;
    assert((first[n] == NONE -> reason[n] == CMPLT && statistics[n] == 0 :            /* REASONS */
      (first[n] == EXPIRED -> reason[n] == TIMEOUT && statistics[n] & S_TIMED :
      (first[n] == ACTIVE_VICTIM -> reason[n] == RESET && statistics[n] == S_RESET :
        reason[n] == RESET && statistics[n] == S_ABORT))));
    if
    :: n == RS -> done[senseFor] = true; senseFor = NOBODY
    :: n != RS && !ARQ && check[n] && reason[n] == CMPLT ->
      assert(senseFor == NOBODY || excused[n]);               /* SENSE: its packet is not in use */
      if :: senseFor == NOBODY -> senseFor = n; submit(RS) :: else -> done[n] = true fi
    :: else -> done[n] = true
    fi }
    atomic { waiting = waiting - waited; n = 0; waited = false }                       /* the callback returns */
  od
}

active [2] proctype command() {
  byte round;
  do
  :: round < ROUNDS -> round++;
    atomic { inTransport < QUEUE -> submit(_pid - 2); queue!_pid - 2 }
    skip;                                                     /* scsi_transport returns, perhaps after the callback */
    atomic { done[_pid - 2] -> done[_pid - 2] = false }
  :: else -> break
  od
}
