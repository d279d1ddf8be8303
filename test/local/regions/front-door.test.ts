import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Destination, FrontDoor } from '../../../local/regions/front-door';
import { send } from '../../support/local/http';

/** Answers with its name, and with 500 where it is said to be ill. */
class Region {
  static async open(name: string, port = 0): Promise<Region> {
    const region = new Region(name);
    region.server.listen(port, '127.0.0.1');
    await once(region.server, 'listening');
    return region;
  }

  isIll = false;
  private readonly server: Server;

  private constructor(readonly name: string) {
    this.server = createServer((request, response) => {
      request.resume().once('end', () => response.writeHead(this.isIll ? 500 : 200).end(name));
    });
  }

  get destination(): Destination {
    const { port } = this.server.address() as AddressInfo;
    return { name: this.name, port, healthUrl: `http://127.0.0.1:${port}/health` };
  }

  async lose(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

describe('one address of two Regions', () => {
  let regions: Region[];
  let destinations: readonly Destination[];
  let door: FrontDoor;
  let url: string;
  let heard: (() => void)[];
  const told: string[] = [];
  beforeEach(async () => {
    told.length = 0;
    heard = [];
    regions = [await Region.open('Home'), await Region.open('Away')];
    destinations = regions.map(({ destination }) => destination);
    door = new FrontDoor(({ name }, isHealthy, first) => {
      told.push(`${name} ${isHealthy ? 'is back' : 'is lost'}: ${first?.name ?? 'none'}`);
      heard.forEach((look) => look());
    });
    url = `http://127.0.0.1:${await door.listen(0)}/mcp`;
    door.lead(destinations);
  });
  afterEach(async () => {
    door.close();
    await Promise.all(regions.map((region) => region.lose().catch(() => undefined)));
  });

  const tells = (what: RegExp) => new Promise<void>((resolve) => {
    const look = () => told.some((text) => what.test(text)) && resolve();
    heard.push(look);
    look();
  });

  const post = () => send(url, { method: 'POST', body: 'x'.repeat(200_000) });

  test('leads to the first, to the other one while that is lost, and back', async () => {
    expect(await post()).toMatchObject({ status: 200, text: 'Home' });
    regions[0].isIll = true;
    await tells(/Home is lost: Away/);
    expect(await post()).toMatchObject({ status: 200, text: 'Away' });
    regions[0].isIll = false;
    await tells(/Home is back: Home/);
    expect(await post()).toMatchObject({ status: 200, text: 'Home' });
  });

  test('answers 503 with the reason where no Region answers, and leads to the one that is back', async () => {
    await Promise.all(regions.map((region) => region.lose()));
    // Before anybody has noticed.
    expect(await post()).toMatchObject({ status: 503, text: '{"message":"Home does not answer"}' });
    await tells(/: none$/);
    for (const request of [post, () => send(url)]) {
      const { status, text, headers } = await request();
      expect([status, text]).toEqual([503, '{"message":"no Region answers: Home, Away"}']);
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'retry-after': '1', 'connection': 'close' });
    }
    regions = [await Region.open('Away', destinations[1].port)];
    await tells(/Away is back: Away/);
    expect(await post()).toMatchObject({ status: 200, text: 'Away' });
  });

  test('what is open breaks with its Region, and at the end', async () => {
    const { port } = new URL(url);
    const open = async () => {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\n');
      return { socket, closed: new Promise((resolve) => socket.resume().on('error', () => undefined).once('close', resolve)) };
    };
    const { socket, closed: broken } = await open();
    socket.write('Host: x\r\n\r\n');
    await once(socket, 'data');
    await regions[0].lose();
    await broken;
    regions[1].isIll = true;
    await tells(/: none$/);
    const { closed } = await open();
    door.close();
    await closed;
  });
});
