// A handler of API Gateway's events behind Node.js's own HTTP server.
import { createServer } from 'node:http';
import { load } from '../drive.mjs';
import { toolsCall } from '../request.mjs';

const call = await load({ handler: process.argv[2] });

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const reply = await call({ ...toolsCall(), body });
  response.writeHead(reply.statusCode, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) }).end(reply.body);
}).listen(Number(process.env.PORT), '127.0.0.1');
