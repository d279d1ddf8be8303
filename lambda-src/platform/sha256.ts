import { hash, timingSafeEqual } from 'node:crypto';

/** Base64url: it is part of registry keys, and ids of any length and alphabet become 43 safe characters. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Constant-time comparison, also for different lengths. */
export function equalInConstantTime(left: string, right: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(left), digest(right));
}
