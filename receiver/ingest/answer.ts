/** A message to be published to an agent at QoS 1, in CloudEvents structured JSON. */
export interface Answer {
  readonly topic: string;
  readonly payload: string;
}
