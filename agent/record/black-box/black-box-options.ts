/** Limits of the black box; each has a default. */
export interface BlackBoxOptions {
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Bytes of the rings in memory, all streams together. */
  readonly ringBytesMax: number;
  /** Bytes of all incidents on disk. */
  readonly folderBytesMax: number;
  /** Bytes of incidents that may be held: less than the folder's, so that new ones always find room. */
  readonly heldBytesMax: number;
  readonly incidentsPerHourMax: number;
}

const mebibyte = 1024 * 1024;

export const blackBoxDefaults: BlackBoxOptions = {
  beforeMs: 30_000,
  afterMs: 10_000,
  ringBytesMax: 16 * mebibyte,
  folderBytesMax: 64 * mebibyte,
  heldBytesMax: 32 * mebibyte,
  incidentsPerHourMax: 12,
};

/** Triggers that follow one another make one window of at most this length. */
export const incidentLengthMsMax = 120_000;
/** A window is cut here: a quarter of the folder's default. */
export const incidentBytesMax = 16 * mebibyte;
/** Copied frames that wait for the disk; while they do, nothing more is copied. */
export const pendingBytesMax = 8 * mebibyte;
/** Streams reach this much further back than the window, so that the first step still finds its beginning. */
export const ringReserveMs = 3000;

/** Classes of events that open an incident; an anomaly alarm and a person's wish do so as well. */
export const incidentEventClasses: readonly string[] = ['fall', 'impact', 'protectiveStop', 'emergencyStop'];
