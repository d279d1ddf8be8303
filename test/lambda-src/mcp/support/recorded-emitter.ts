import type { Emitter } from '../../../../lambda-src/mcp/protocol/emitter';

/** Keeps what is emitted. */
export class RecordedEmitter implements Emitter {
  readonly emitted: { readonly method: string; readonly params: object }[] = [];
  readonly cancelled: AbortSignal = new AbortController().signal;

  get isStreaming(): boolean {
    return this.emitted.length > 0;
  }

  emit(method: string, params: object): void {
    this.emitted.push({ method, params });
  }
}
