import { WriteStream } from 'node:tty';

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Colours for a terminal, and none for anything else or where NO_COLOR asks for none. */
export function styleFor(stream: Pick<WriteStream, 'isTTY'>, env: { readonly NO_COLOR?: string }): Style {
  const coloured = stream.isTTY && (env.NO_COLOR ?? '') === '';
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: paint(CODES.bold), dim: paint(CODES.dim), red: paint(CODES.red), green: paint(CODES.green), yellow: paint(CODES.yellow), cyan: paint(CODES.cyan),
  };
}
