import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { BatteryReading } from '../battery-reading.ts';
import { type AssumedSign, signedCurrent } from './daly-values.ts';
import type { DalyReply } from './decode-daly-uart.ts';

type Reply<K extends DalyReply['kind']> = Extract<DalyReply, { kind: K }>;
type ListKind = 'cells' | 'temperatures';

/** The document of the A5 protocol: + = discharging. */
const documentedSign: AssumedSign = { vendorSign: -1, basis: 'vendorDoc' };
const missing = unknown('missing');

/**
 * The replies of one round as a battery reading; the last reply of a kind counts. The sign of the current comes from the state
 * reply, the lengths of the lists from the counts reply: without counts the lists are empty, because their ends are leftovers.
 */
export function dalyUartBattery(replies: readonly DalyReply[]): BatteryReading {
  const totals = lastOf(replies, 'totals');
  const state = lastOf(replies, 'state');
  const counts = lastOf(replies, 'counts');
  const alarms = lastOf(replies, 'alarms');
  const currentRawA = totals?.currentRawA ?? missing;
  const status = state?.status ?? missing;
  return {
    voltageV: totals?.voltageV ?? missing,
    ...signedCurrent(currentRawA, status, documentedSign),
    currentRawA,
    stateOfChargeRatio: totals?.stateOfChargeRatio ?? missing,
    remainingAh: state?.remainingAh ?? missing,
    designAh: unknown('notReported'),
    cycleCount: counts?.cycleCount ?? missing,
    cellVoltagesV: listOf(replies, 'cells', counts?.cellCount ?? 0),
    temperaturesC: listOf(replies, 'temperatures', counts?.sensorCount ?? 0),
    status,
    chargeEnabled: state?.chargeEnabled ?? missing,
    dischargeEnabled: state?.dischargeEnabled ?? missing,
    alarmRaw: alarms?.alarmRaw ?? missing,
    faults: alarms?.faults ?? [],
  };
}

function lastOf<K extends DalyReply['kind']>(replies: readonly DalyReply[], kind: K): Reply<K> | undefined {
  return replies.findLast((reply): reply is Reply<K> => reply.kind === kind);
}

/** The declared number of values; a part that did not arrive leaves its places missing. */
function listOf(replies: readonly DalyReply[], kind: ListKind, declaredCount: number): Knowable<number>[] {
  const list: Knowable<number>[] = Array.from({ length: declaredCount }, () => missing);
  for (const reply of replies) {
    if (reply.kind !== kind || !('values' in reply)) continue;
    const first = (reply.partIndex - 1) * reply.values.length;
    reply.values.forEach((value, index) => {
      const place = first + index;
      if (place >= 0 && place < declaredCount) list[place] = value;
    });
  }
  return list;
}
