import { plainTypeName, type RecordedChannel } from './recorded-message.ts';
import { fieldText, fieldUint32, type Ros1Fields, readRos1Fields } from './ros1-record.ts';

/** The connections of a ROS 1 bag: each publisher's topic and type, by the number its messages carry. */
export class Ros1Connections {
  readonly #byNumber = new Map<number, RecordedChannel>();

  get(connection: number | undefined): RecordedChannel | undefined {
    return connection === undefined ? undefined : this.#byNumber.get(connection);
  }

  /** Takes a connection record; false when it is spoilt. The first of a number holds: the index repeats them. */
  add(fields: Ros1Fields, body: Uint8Array): boolean {
    const connection = fieldUint32(fields, 'conn');
    const topic = fieldText(fields, 'topic');
    const declared = readRos1Fields(body);
    const type = declared === undefined ? undefined : fieldText(declared, 'type');
    if (connection === undefined || topic === undefined || declared === undefined || type === undefined) return false;
    if (this.#byNumber.has(connection)) return true;
    const definition = fieldText(declared, 'message_definition');
    this.#byNumber.set(connection, {
      topic,
      type: plainTypeName(type),
      generation: 'ros1',
      definition: definition === '' ? undefined : definition,
    });
    return true;
  }
}
