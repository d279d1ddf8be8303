/** Whether a browser would let a page of the origin send such a request, by the answer to its preflight. @see https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export async function passesPreflight(url: string, method: string, origin: string, header: string): Promise<boolean> {
  const { ok, headers } = await fetch(url, {
    method: 'OPTIONS',
    headers: { 'origin': origin, 'access-control-request-method': method, 'access-control-request-headers': header },
  });
  const allowed = (what: string) => (headers.get(`access-control-allow-${what}`) ?? '').toLowerCase().split(',').map((each) => each.trim());
  return ok && ['*', origin].includes(allowed('origin')[0]) && allowed('methods').includes(method.toLowerCase()) && allowed('headers').includes(header);
}
