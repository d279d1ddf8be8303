import type { HttpBody, HttpOperation, HttpParameter, HttpPathVariable, HttpSerialization } from '../../../../src/contract/connector/http-operation';

export const BASE_URL = 'https://api.example.com/v1';

/** An operation that reads /items, changed by what a test says. */
export function operation(changes: Partial<HttpOperation> = {}): HttpOperation {
  return { kind: 'http', connection: 'api', method: 'GET', path: ['/items'], answer: { maxBytes: 2000 }, timeoutMillis: 1000, ...changes };
}

export function variable(name: string, changes: Partial<HttpPathVariable> = {}): HttpPathVariable {
  return { name, argument: [name], style: 'simple', explode: false, ...changes };
}

export function query(name: string, changes: Partial<HttpParameter> = {}): HttpParameter {
  return { name, argument: [name], style: 'form', explode: true, ...changes };
}

export function serialization(style: HttpSerialization['style'], explode: boolean, changes: Partial<HttpSerialization> = {}): HttpSerialization {
  return { style, explode, ...changes };
}

/** A POST of the argument `body`. */
export function posting(body: Omit<HttpBody, 'source'>): HttpOperation {
  return operation({ method: 'POST', body: { source: { argument: ['body'] }, ...body } as HttpBody });
}
