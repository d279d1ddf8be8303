/** The stateless revision: every request names its version in `_meta`. */
export const MODERN_PROTOCOL_VERSION = '2026-07-28';

/** The revisions that open with `initialize`, newest first. */
export const INITIALIZE_ERA_PROTOCOL_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

export type InitializeEraProtocolVersion = typeof INITIALIZE_ERA_PROTOCOL_VERSIONS[number];

/** Every revision that is spoken. */
export type Revision = InitializeEraProtocolVersion | typeof MODERN_PROTOCOL_VERSION;

/** Whether a revision has `_meta` on what is listed and read, and not only around it. */
export function knowsItemMeta(revision: Revision): boolean {
  return revision >= '2025-06-18';
}
