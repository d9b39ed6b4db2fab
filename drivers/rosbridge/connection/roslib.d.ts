/*
 * The few declarations of `roslib` that are used: the package's own export nothing under `moduleResolution: nodenext`.
 */
declare module 'roslib' {
  type RosMessage = import('../../ros-messages/decoding/message-type.ts').RosMessage;

  type Ms = number;
  type MessageCount = number;

  interface Transport {
    on(event: 'open' | 'close' | 'error' | 'message', listener: (event: never) => void): unknown;
    send(message: RosMessage): void;
    close(): void;
    isConnecting(): boolean;
    isOpen(): boolean;
    isClosing(): boolean;
    isClosed(): boolean;
  }

  export class Ros {
    constructor(options: { transportFactory: (url: string) => Promise<Transport> });
    /** Resolves when the transport is there, not when it is open. */
    connect(url: string): Promise<void>;
    callOnConnection(message: RosMessage): void;
    on(event: string, listener: (message: RosMessage) => void): this;
    once(event: string, listener: (message: RosMessage) => void): this;
    off(event: string, listener: (message: RosMessage) => void): this;
  }

  export class Topic {
    constructor(options: {
      ros: Ros;
      name: string;
      messageType: string;
      compression: string;
      throttle_rate: Ms;
      queue_length: MessageCount;
      reconnect_on_close: boolean;
    });
    subscribe(take: (message: RosMessage) => void): void;
    unsubscribe(): void;
    removeAllListeners(): this;
  }
}
