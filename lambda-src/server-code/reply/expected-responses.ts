import { errorResponse, type RequestId, type RpcError } from '../../mcp/protocol/json-rpc';
import type { Message } from '../../mcp/protocol/message';

interface Expected {
  readonly key: string;
  readonly id: RequestId | null;
  /** Of a message of a batch that is no request. */
  readonly error?: RpcError;
}

/** The messages of a request that still need a response. */
export class ExpectedResponses {
  private readonly open: Expected[];

  constructor(message: Message) {
    this.open = (message.kind === 'batch' ? message.messages : [message]).flatMap((single): Expected[] => {
      switch (single.kind) {
        case 'request': return [{ key: keyOf(single.id), id: single.id }];
        case 'invalid': return [{ key: keyOf(single.id), id: single.id, error: single.error }];
        default: return [];
      }
    });
  }

  get size(): number {
    return this.open.length;
  }

  /** @returns whether the response was expected, and had not come yet */
  settle(id: unknown): boolean {
    const index = this.open.findIndex(({ key }) => key === keyOf(id));
    return index >= 0 && this.open.splice(index, 1).length > 0;
  }

  /** In the place of the responses that do not come. */
  errors(error: RpcError): readonly string[] {
    return this.open.map(({ id, error: own = error }) => errorResponse(id, own));
  }
}

/** Servers write an integer as they like: 1.0 is 1, and a large one has lost its last digits. */
function keyOf(id: unknown): string {
  const json = JSON.stringify(id) ?? '';
  return json.startsWith('"') || id === null ? json : String(Number(json));
}
