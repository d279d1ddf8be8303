import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';
import { jest } from '@jest/globals';

interface Dialled<T> {
  readonly outcome: T;
  /** How many connections it opened, or tried to. */
  readonly connections: number;
}

/** Counts the connections of what it runs alone: other tests of the same process may leave behind what still opens some. */
export async function dialled<T>(run: () => Promise<T>): Promise<Dialled<T>> {
  const context = new AsyncLocalStorage<{ connections: number }>();
  const { connect } = net.Socket.prototype;
  const count = { connections: 0 };
  jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(function counting(this: net.Socket, ...args: unknown[]) {
    const store = context.getStore();
    if (store !== undefined) {
      store.connections += 1;
    }
    return Reflect.apply(connect, this, args) as net.Socket;
  });
  const outcome = await context.run(count, run);
  return { outcome, connections: count.connections };
}
