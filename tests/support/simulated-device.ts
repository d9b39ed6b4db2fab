import { FrameStream } from '../../drivers/serial-protocols/frame-stream.ts';
import type { DeviceAnswer, SimulatedDevice } from '../../drivers/simulator/serial/protocols/simulated-device.ts';
import { decodedOf, joined } from './serial-frames.ts';

/** What a device does with these bytes, cut into requests as the device cuts them. */
export function askAll(device: SimulatedDevice, bytes: Uint8Array, atMs = 0): DeviceAnswer[] {
  const stream = new FrameStream(device.requestFormat);
  const answers: DeviceAnswer[] = [];
  stream.push(bytes, (request) => answers.push(device.answer(request, atMs)));
  return answers;
}

/** The frames one read request is answered with; throws when it is refused or not seen as one request. */
export function ask(device: SimulatedDevice, request: Uint8Array, atMs = 0): readonly Uint8Array[] {
  const [answer, ...more] = askAll(device, request, atMs);
  if (answer === undefined || more.length > 0 || answer.kind !== 'answered') {
    throw new Error(`${request.length} bytes were taken for ${answer === undefined ? 'no request' : answer.kind}, and ${more.length} more`);
  }
  if (joined(answer.frames).length === 0) throw new Error('answered by no bytes');
  return answer.frames;
}

/** The one frame a request is answered with. */
export function askOne(device: SimulatedDevice, request: Uint8Array, atMs = 0): Uint8Array {
  const frames = ask(device, request, atMs);
  const [frame] = frames;
  if (frame === undefined || frames.length > 1) throw new Error(`answered by ${frames.length} frames`);
  return frame;
}

/** Every value of a frame-by-frame answer, decoded. */
export function decodedAll<T>(frames: readonly Uint8Array[], decode: (frame: Uint8Array) => Parameters<typeof decodedOf<T>>[0]): T[] {
  return frames.map((frame) => decodedOf(decode(frame)));
}
