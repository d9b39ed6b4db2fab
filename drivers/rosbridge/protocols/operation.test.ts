import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuestion, mayLeave } from './operation.ts';

/** Every operation of the protocol that changes something, at the bridge or on the robot (facts `interfaces.md` §1.1). */
const writing = [
  'publish',
  'advertise',
  'unadvertise',
  'advertise_service',
  'unadvertise_service',
  'service_response',
  'send_action_goal',
  'cancel_action_goal',
  'action_feedback',
  'action_result',
  'advertise_action',
  'unadvertise_action',
  'fragment',
  'png',
  'auth',
  'set_level',
  'status',
];

describe('what may leave', () => {
  it('are subscriptions and their ends', () => {
    expect(mayLeave({ op: 'subscribe', topic: '/a' })).toBe(true);
    expect(mayLeave({ op: 'unsubscribe', topic: '/a' })).toBe(true);
  });

  it.each(writing)('is never %s', (op) => {
    expect(mayLeave({ op, topic: '/a', service: '/rosapi/topics' })).toBe(false);
  });

  it.each(['/rosapi/topics', 'rosapi/topics', '/rosapi/get_time', '/rosapi/get_param', '/rosapi/get_ros_version', '/rosapi/topic_type'])(
    'is the question %s',
    (service) => {
      expect(mayLeave({ op: 'call_service', service })).toBe(true);
    },
  );

  it.each([
    '/rosapi/set_param',
    '/rosapi/delete_param',
    '/set_io',
    '/rosapi',
    '/rosapi/',
    '/other/rosapi/topics',
    '//rosapi/topics',
    '/rosapi/topics ',
    'rosapi/constructor',
    undefined,
    ['/rosapi/topics'],
  ])('is not a call of %s', (service) => {
    expect(mayLeave({ op: 'call_service', service })).toBe(false);
  });

  it('is nothing else, whatever an operation is called (property)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.constantFrom(...writing)), fc.anything(), (op, service) => {
        const leaves = mayLeave({ op, service });
        expect(leaves).toBe(op === 'subscribe' || op === 'unsubscribe' || (op === 'call_service' && isQuestion(service)));
        if (isQuestion(service)) expect(String(service)).not.toMatch(/set|delete/);
      }),
    );
  });
});
