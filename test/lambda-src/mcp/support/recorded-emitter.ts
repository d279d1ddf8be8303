import type { Emitter } from '../../../../lambda-src/mcp/protocol/emitter';

/** Keeps what is emitted. */
export class RecordedEmitter implements Emitter {
  readonly emitted: { readonly method: string; readonly params: object }[] = [];
  readonly controller = new AbortController();
  readonly cancelled: AbortSignal = this.controller.signal;
  comments = 0;

  get isStreaming(): boolean {
    return this.emitted.length + this.comments + this.requests.length > 0;
  }

  readonly requests: { readonly id: string; readonly method: string; readonly params: object }[] = [];

  sendRequest(id: string, method: string, params: object): boolean {
    this.requests.push({ id, method, params });
    return true;
  }

  cancel(): void {
    this.controller.abort();
  }

  keepAlive(): void {
    this.comments += 1;
  }

  emit(method: string, params: object): void {
    this.emitted.push({ method, params });
  }
}
