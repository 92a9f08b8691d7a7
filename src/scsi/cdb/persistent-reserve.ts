/** Service actions of PERSISTENT RESERVE OUT that a unit carries out (SPC-3 table 106). */
export const persistentReserve = { RESERVE: 1, RELEASE: 2, CLEAR: 3, REGISTER_AND_IGNORE: 6 } as const;
/** Write Exclusive - Registrants Only, the one type that it knows (SPC-3 table 107). */
export const REGISTRANTS_ONLY = 5;
/** Length of the parameter list, bytes (SPC-3 6.12.3). */
export const RESERVATION_LIST = 24;
