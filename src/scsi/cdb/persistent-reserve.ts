/** Service actions of PERSISTENT RESERVE OUT that a unit carries out (SPC-3 table 106). */
export const persistentReserve = { RESERVE: 1, RELEASE: 2, CLEAR: 3, PREEMPT: 4, REGISTER_AND_IGNORE: 6 } as const;
/** Service actions of PERSISTENT RESERVE IN that a unit carries out (SPC-3 table 97). */
export const persistentReserveIn = { READ_KEYS: 0, READ_RESERVATION: 1 } as const;
/** Write Exclusive - Registrants Only, the one type that it knows (SPC-3 table 107). */
export const REGISTRANTS_ONLY = 5;
/** Length of the parameter list, bytes (SPC-3 6.12.3). */
export const RESERVATION_LIST = 24;
/** Where the service action reservation key is in it (SPC-3 6.12.3). */
export const SERVICE_ACTION_KEY = 8;

/** The service action reservation key of a parameter list; with 0, REGISTER ends a registration. */
export const keyIn = (parameterList: Uint8Array): bigint =>
  parameterList.length < RESERVATION_LIST
    ? 0n
    : new DataView(parameterList.buffer, parameterList.byteOffset).getBigUint64(SERVICE_ACTION_KEY);
