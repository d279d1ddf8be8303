/** A fetch that remembers what went through it. */
export interface Recorder {
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  readonly exchanges: { readonly method: string; readonly url: string; readonly status: number; readonly authorized: boolean }[];
  readonly messages: { readonly method?: string }[];
}

export function recorder(): Recorder {
  const exchanges: Recorder['exchanges'] = [];
  const messages: Recorder['messages'] = [];
  return {
    exchanges,
    messages,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      exchanges.push({
        method: init?.method ?? 'GET',
        url: String(url),
        status: response.status,
        authorized: new Headers(init?.headers).has('authorization'),
      });
      if (typeof init?.body === 'string' && init.body.startsWith('{')) {
        messages.push(JSON.parse(init.body) as { method?: string });
      }
      return response;
    },
  };
}
