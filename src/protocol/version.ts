/** The version that every message, journal line and run file carries. Raised when a meaning changes. */
export const PROTOCOL_VERSION = 1;
