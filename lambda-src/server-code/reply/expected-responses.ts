import type { RequestId } from '../../mcp/protocol/json-rpc';
import type { Message } from '../../mcp/protocol/message';

/** The requests of a message that still need a response. */
export class ExpectedResponses {
  private readonly open = new Map<string, RequestId>();

  constructor(message: Message) {
    for (const single of message.kind === 'batch' ? message.messages : [message]) {
      if (single.kind === 'request') {
        this.open.set(keyOf(single.id), single.id);
      }
    }
  }

  get size(): number {
    return this.open.size;
  }

  get ids(): readonly RequestId[] {
    return [...this.open.values()];
  }

  /** @returns whether the response was expected, and had not come yet */
  settle(id: unknown): boolean {
    return this.open.delete(keyOf(id));
  }
}

/** Servers write an integer as they like: 1.0 is 1, and a large one has lost its last digits. */
function keyOf(id: unknown): string {
  const json = JSON.stringify(id) ?? '';
  return json.startsWith('"') ? json : String(Number(json));
}
