// A function of the bare gateway: answers whatever comes over its pipe with as many bytes as it is told; the one that invokes another sends its request first.
import { Agent, request } from 'node:http';
import { Socket } from 'node:net';
import { framed, onFrames } from './frames.mjs';

const { ANSWER_BYTES, INVOKES } = process.env;
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const answer = framed(Number(ANSWER_BYTES));
const agent = new Agent({ keepAlive: true });
/** As long as those of a signed request. */
const headers = {
  'Content-Type': 'application/json', 'X-Amz-Date': '20261129T000000Z', 'X-Amz-Security-Token': 'x'.repeat(40), 'Authorization': `AWS4-HMAC-SHA256 ${'x'.repeat(190)}`,
};

onFrames(pipe, () => {
  if (INVOKES === undefined) {
    pipe.write(answer);
    return;
  }
  request(INVOKES, { method: 'POST', agent, headers }, (response) => {
    response.resume().on('end', () => {
      process.stdout.write(`${'x'.repeat(940)}\n`);
      pipe.write(answer);
    });
  }).end(Buffer.alloc(262, 'x'));
});
