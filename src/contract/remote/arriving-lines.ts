/** A carriage return at the end of what has arrived may be the first half of a line's end. */
const ENDS = /\r\n|\n|\r(?!$)/;

/** Text that arrives in pieces, as lines. One may have megabytes: it is put together once, and no piece is looked at again. */
export class ArrivingLines {
  private readonly decoder = new TextDecoder();
  private begun: string[] = [];
  private begunLength = 0;
  private carried = '';

  /** Characters of the line whose end has not come. */
  public get pending(): number {
    return this.begunLength + this.carried.length;
  }

  /** The lines whose end has come now. */
  public push(chunk: Uint8Array): string[] {
    return this.take(this.decoder.decode(chunk, { stream: true }));
  }

  /** The same, as if what ends here ended with an empty line. */
  public end(): string[] {
    return this.take(`${this.decoder.decode()}\n\n`);
  }

  private take(text: string): string[] {
    const lines = `${this.carried}${text}`.split(ENDS);
    const rest = lines.pop()!;
    if (lines.length > 0) {
      lines[0] = [...this.begun, lines[0]].join('');
      this.begun = [];
      this.begunLength = 0;
    }
    this.carried = rest.endsWith('\r') ? '\r' : '';
    const piece = rest.slice(0, rest.length - this.carried.length);
    if (piece !== '') {
      this.begun.push(piece);
      this.begunLength += piece.length;
    }
    return lines;
  }
}
