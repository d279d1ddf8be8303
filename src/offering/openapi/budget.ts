import { ValidationError } from '../../private/validation-error';

/** Pieces of work between two looks at the clock. */
const PIECES = 256;

/** What a document and its tools may cost at synthesis. Asked wherever work is done for what the document says, or a hostile one could go on for ever. */
export class Budget {
  private pieces = 0;
  private bytes = 0;
  private readonly deadline: number;

  /**
   * @param origin how messages call the document
   * @param bytesMax of all tools
   * @param now epoch milliseconds
   */
  constructor(
    private readonly origin: string, private readonly seconds: number, private readonly bytesMax: number, private readonly now: () => number = Date.now,
  ) {
    this.deadline = now() + seconds * 1000;
  }

  public get millis(): number {
    return this.deadline - this.now();
  }

  /** One piece of work. @throws ValidationError where the time is over */
  public work(): void {
    if (this.pieces++ % PIECES === 0 && this.now() > this.deadline) {
      throw this.exceeded(`needs more than ${this.seconds} seconds; choose fewer operations, or raise maxDuration`);
    }
  }

  /** What a tool adds. @throws ValidationError where the tools are too large together */
  public add(tool: string, bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.bytesMax) {
      throw this.exceeded(`makes tools of ${this.bytes} bytes and more, of them "${tool}" with ${bytes}, and ${this.bytesMax} bytes are allowed; choose fewer operations, or raise maxBytes`);
    }
  }

  public exceeded(what: string): ValidationError {
    return new ValidationError('OpenApiBudgetExceeded', `${this.origin} ${what}`);
  }
}
