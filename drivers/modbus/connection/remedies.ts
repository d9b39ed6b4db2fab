/** What helps where nobody listens; `doctor` says the same. */
export const unreachableRemedy =
  'see that the controller is on, that its Modbus server is enabled, and that nothing on the way closes the port';

/** By the code, without the name of this driver. */
export const remedies = {
  unreachable: unreachableRemedy,
  silent: 'see that unitId and map are those of the device',
  'connection-closed': 'see whether the controller allows one more client; it is connected to again by itself',
} as const;
