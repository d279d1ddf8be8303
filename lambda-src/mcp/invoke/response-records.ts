import { REPORT_MARK, REPORT_MAX_BYTES } from '../../../src/contract/mcp/report';

const MARK = REPORT_MARK.charCodeAt(0);
const LINE_FEED = 0x0a;
/** White space of JSON. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, LINE_FEED, 0x0d]);

/** Tells the reports at the beginning of a response from the answer after them, piece by piece as it comes. */
export class ResponseRecords {
  private place: 'between' | 'report' | 'answer' = 'between';
  private report: Buffer[] = [];
  private reportBytes = 0;
  private readonly answerPieces: Buffer[] = [];
  private bytes = 0;

  /** @param onReport gets each report as it is complete; undefined for one that is too long */
  constructor(private readonly onReport: (text: string | undefined) => void) {}

  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length && this.place !== 'answer') {
      if (this.place === 'report') {
        at = this.readReport(piece, at);
      } else if (piece[at] === MARK) {
        this.place = 'report';
        at += 1;
      } else if (BLANK.has(piece[at])) {
        at += 1;
      } else {
        this.place = 'answer';
      }
    }
    if (at < piece.length) {
      this.answerPieces.push(at === 0 ? piece : piece.subarray(at));
      this.bytes += piece.length - at;
    }
  }

  get answerBytes(): number {
    return this.bytes;
  }

  answer(): string {
    return Buffer.concat(this.answerPieces).toString();
  }

  private readReport(piece: Buffer, from: number): number {
    const end = piece.indexOf(LINE_FEED, from);
    const until = end < 0 ? piece.length : end;
    this.reportBytes += until - from;
    if (this.reportBytes <= REPORT_MAX_BYTES) {
      this.report.push(piece.subarray(from, until));
    }
    if (end < 0) {
      return until;
    }
    this.onReport(this.reportBytes <= REPORT_MAX_BYTES ? Buffer.concat(this.report).toString() : undefined);
    this.report = [];
    this.reportBytes = 0;
    this.place = 'between';
    return until + 1;
  }
}
