import { expect, test } from '@jest/globals';
import type { ChangeFeed, News } from '../../../../lambda-src/mcp/subscriptions/change-feed';
import { Subscription, type Watched } from '../../../../lambda-src/mcp/subscriptions/subscription';
import type { Change } from '../../../../lambda-src/mcp/subscriptions/table';
import { RecordedEmitter } from '../support/recorded-emitter';
import { TestTimers } from '../support/test-timers';

const EVERYTHING: Watched = {
  lists: new Set(['tools', 'prompts', 'resources']),
  resources: new Map([['docs://a', ['docs://a', 'DOCS://a']], ['docs://carried', ['docs://carried']]]),
  carried: new Set(['docs://carried']),
};

class World {
  readonly timers = new TestTimers();
  readonly emitter = new RecordedEmitter();
  readonly lines: string[] = [];
  isHeld = true;
  readings = 0;
  hasEnded = false;
  readonly started = this.timers.now();
  news: () => News | Promise<News> = () => ({ changes: [], isIncomplete: false });

  start(watched: Watched = EVERYTHING): void {
    const subscription = new Subscription({
      id: 7,
      requestId: 'request-1',
      watched,
      feed: {
        next: async () => {
          this.readings += 1;
          return this.news();
        },
      } as Partial<ChangeFeed> as ChangeFeed,
      lease: { isHeld: async () => this.isHeld, release: async () => undefined },
      end: this.started + 60_000,
      pollMillis: 1000,
      emitter: this.emitter,
      timers: this.timers,
      log: (_level, message) => this.lines.push(message),
    });
    void subscription.run().then(() => {
      this.hasEnded = true;
    });
  }

  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds && !this.hasEnded; second += 1) {
      this.timers.pass(1000);
      // What a reading leads to happens within promises.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async hear(...changes: readonly Change[]) {
    this.news = () => ({ changes, isIncomplete: false });
    await this.pass(1);
    this.news = () => ({ changes: [], isIncomplete: false });
    return this.emitter.emitted.splice(0).map(({ method, params }) => {
      const { _meta, ...rest } = params as { readonly _meta: object };
      expect(_meta).toEqual({ 'io.modelcontextprotocol/subscriptionId': 7 });
      return [method.slice('notifications/'.length), ...Object.values(rest)];
    });
  }
}

test('every change is told once, with the id of its subscription, and in the words of the client', async () => {
  const world = new World();
  world.start();

  expect(await world.hear({ list: 'tools' }, { uri: 'docs://a' }, { list: 'tools' }, { uri: 'DOCS://a' }, { uri: 'docs://b' })).toEqual([
    ['tools/list_changed'], ['resources/updated', 'docs://a'], ['resources/updated', 'DOCS://a'],
  ]);
  expect(await world.hear({ list: 'prompts' }, { list: 'resources' })).toEqual([['prompts/list_changed'], ['resources/list_changed']]);
  // A deployment changed something that the server carries itself.
  expect(await world.hear({ list: 'contents' })).toEqual([['resources/updated', 'docs://carried']]);
});

test('what was not asked for is not told', async () => {
  const world = new World();
  world.start({ lists: new Set(['prompts']), resources: new Map(), carried: new Set() });

  expect(await world.hear({ list: 'tools' }, { list: 'resources' }, { list: 'contents' }, { uri: 'docs://a' })).toEqual([]);
});

test('it ends when its time is over; comments keep it alive until then', async () => {
  const world = new World();
  world.start();
  await world.pass(59);
  expect([world.hasEnded, world.emitter.comments, world.readings]).toEqual([false, 3, 59]);
  await world.pass(1);
  expect([world.hasEnded, world.emitter.emitted]).toEqual([true, []]);
});

test('it ends when its client leaves, without another reading', async () => {
  const world = new World();
  world.start();
  await world.pass(1);
  world.emitter.controller.abort();
  await world.pass(1);
  expect([world.hasEnded, world.readings, world.timers.pending]).toEqual([true, 1, 0]);
});

test('it ends within ten seconds when its place has gone to another', async () => {
  const world = new World();
  world.start();
  world.isHeld = false;
  await world.pass(9);
  expect(world.hasEnded).toBe(false);
  await world.pass(1);
  expect(world.hasEnded).toBe(true);
});

test('it ends when there is more than it can tell, so that its client reads everything again', async () => {
  const world = new World();
  world.start();
  world.news = () => ({ changes: [{ list: 'tools' }], isIncomplete: true });
  await world.pass(1);
  expect(world.hasEnded).toBe(true);
  expect(world.lines).toEqual(['subscription ended: more changes than can be notified of']);
});

test('readings that fail are tried again; after ten in a row it ends', async () => {
  const world = new World();
  world.start();
  world.news = () => Promise.reject(new Error('throttled'));
  await world.pass(9);
  expect(await world.hear({ list: 'tools' })).toEqual([['tools/list_changed']]);
  world.news = () => Promise.reject(new Error('throttled'));
  await world.pass(9);
  expect(world.hasEnded).toBe(false);
  await world.pass(1);
  expect(world.hasEnded).toBe(true);
  expect(world.lines).toEqual(['subscription ended: changes cannot be read']);
});
