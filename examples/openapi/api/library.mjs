// The API that library.yaml describes, on this machine: `node api/library.mjs`, with PORT for another port.
import { createServer } from 'node:http';

const BOOKS = [
  { isbn: '9780141439518', title: 'Pride and Prejudice', genre: 'novel' },
  { isbn: '9780486419268', title: 'Faust', genre: 'poetry' },
  { isbn: '9780451529060', title: 'On the Origin of Species', genre: 'science' },
];
const loans = new Map();

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const answer = (status, body, type = 'application/json') => response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  const problem = (status, title, detail) => answer(status, { title, detail }, 'application/problem+json');

  const [, isbn, loan] = /^\/v1\/books(?:\/([^/]+))?(\/loan)?$/.exec(pathname) ?? [];
  const book = BOOKS.find((each) => each.isbn === isbn);
  if (pathname === '/v1/books' && request.method === 'GET') {
    const genres = searchParams.getAll('genre');
    return answer(200, BOOKS.filter(({ genre }) => genres.length === 0 || genres.includes(genre)));
  }
  if (book === undefined) {
    return problem(404, 'Not found', `The library has no book ${isbn ?? pathname}.`);
  }
  if (!loan && request.method === 'GET') {
    return answer(200, book);
  }
  if (loan && request.method === 'PUT') {
    const { reader, days = 14 } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    if (loans.has(isbn) && loans.get(isbn) !== reader) {
      return problem(409, 'Lent', `${loans.get(isbn)} has ${book.title}.`);
    }
    loans.set(isbn, reader);
    return answer(200, { reader, days });
  }
  return problem(405, 'Not allowed', `${request.method} is not for ${pathname}.`);
});

server.listen(Number(process.env.PORT ?? 4010), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
