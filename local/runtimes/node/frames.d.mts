export type FrameHead = { readonly [member: string]: unknown };
export function frameOf(head: FrameHead, bytes?: Uint8Array): Buffer;
export class FrameReader {
  read(part: Buffer): readonly (readonly [head: FrameHead, bytes: Buffer])[];
}
