// The API of a shop, for requests that carry its key: node server.mjs
import { createServer } from 'node:http';

const key = process.env.SHOP_API_KEY;
const port = Number(process.env.PORT ?? 4000);

const items = new Map(Array.from({ length: 500 }, (_, index) => {
  const id = `item-${index + 1}`;
  return [id, { id, name: `Tent for ${index + 1}`, price: 100 + index }];
}));
let orders = 0;

function problem(response, status, title, detail) {
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ title, status, detail }));
}

function json(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const [, id] = /^\/v1\/items\/([^/]+)$/.exec(pathname) ?? [];
  if (key === undefined || request.headers['x-api-key'] !== key) {
    problem(response, 401, 'Unauthorized', 'The API key is missing or wrong.');
  } else if (request.method === 'GET' && id !== undefined) {
    const item = items.get(decodeURIComponent(id));
    const currency = searchParams.get('currency') ?? 'EUR';
    if (item === undefined) {
      problem(response, 404, 'Not Found', 'The shop has no such item.');
    } else {
      json(response, 200, { ...item, currency });
    }
  } else if (request.method === 'GET' && pathname === '/v1/items') {
    json(response, 200, { items: [...items.values()].slice(0, Number(searchParams.get('limit') ?? 500)) });
  } else if (request.method === 'POST' && pathname === '/v1/orders') {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    orders += 1;
    json(response, 201, { order: orders, ...JSON.parse(text) }, { location: `/v1/orders/${orders}` });
  } else {
    problem(response, 404, 'Not Found', 'There is nothing at this path.');
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => problem(response, 400, 'Bad Request', error.message));
});
server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${server.address().port}/v1`));
