export type FrameHead = readonly (string | number | boolean | null | undefined)[];
export function frameOf(head: FrameHead, bytes?: Uint8Array): Buffer;
export class FrameReader {
  read(part: Buffer): readonly (readonly [head: FrameHead, bytes: Buffer])[];
}
