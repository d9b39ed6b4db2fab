/** What helps where nobody listens; `doctor` says the same. */
export const unreachableRemedy = 'start the bridge (packaging/rosbridge/), or correct the address';

/** By the code, without the name of this driver. */
export const remedies = {
  unreachable: unreachableRemedy,
  'connection-lost': 'see the log of the bridge; it is connected to again by itself',
} as const;
