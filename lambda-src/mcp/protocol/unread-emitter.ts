import type { Emitter } from './emitter';

/** Nobody reads what is sent: a batch has one JSON response, which cannot contain notifications, and a step of a task none. */
export const UNREAD: Emitter = {
  emit: () => undefined,
  sendRequest: () => false,
  cancel: () => undefined,
  keepAlive: () => undefined,
  isStreaming: false,
  get cancelled() {
    return new AbortController().signal;
  },
};
