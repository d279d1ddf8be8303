/**
 * What a call keeps outside of the function while it talks with its client: answers that reach another instance, cancellations, and
 * which states were used. Only a server with a tool that may ask, or can be cancelled, has it.
 */
export interface ConversationReference {
  readonly tableName: string;
  /** Holds the random string from which the keys are derived. */
  readonly secretArn: string;
}

export const CONVERSATION_SCHEMA = {
  partitionKey: 'pk',
  /** Epoch seconds; the table's TTL attribute. TTL deletes late, so every reader checks it. */
  expiry: 'expiresAt',
} as const;

/** One HKDF-SHA-256 label a purpose, so that no key serves two. */
export const CONVERSATION_KEY_LABELS = {
  /** Seals `requestState` (AES-256-GCM). */
  stateSealing: 'cdk-remote-mcp-server/v1/request-state-sealing',
  /** Signs `Mcp-Session-Id` (HMAC-SHA-256). */
  sessionSigning: 'cdk-remote-mcp-server/v1/session-signing',
} as const;

/** How often who waits looks into the table: what is there is noticed within this time. */
export const CONVERSATION_POLL_MILLIS = {
  /** For the answer to a question. */
  answer: 200,
  /** For the cancellation of a call. */
  cancellation: 1000,
} as const;

/** Both versions are accepted; the first one is used. */
export const CONVERSATION_SECRET_STAGES = ['AWSCURRENT', 'AWSPREVIOUS'] as const;

/** What a client can be asked. */
export interface ClientAbilities {
  /** Forms for its user. */
  readonly form: boolean;
  /** Addresses for its user to open. */
  readonly url: boolean;
  /** Its model; deprecated since 2026-07-28. */
  readonly sampling: boolean;
  /** Its model, with tools of yours; deprecated since 2026-07-28. */
  readonly samplingTools: boolean;
  /** Its directories; deprecated since 2026-07-28. */
  readonly roots: boolean;
}

/**
 * A question of a tool. The first two are to the user, and answered with `{ "action": "accept" | "decline" | "cancel", "content"?: … }`; the others
 * to the client, and answered with its result, or with `{ "error": … }`.
 */
export type ToolQuestion =
  /** A form: a flat JSON Schema of texts, numbers, truth values and choices. Never for secrets. */
  | { readonly message: string; readonly schema: { readonly [keyword: string]: unknown } }
  /** An address that the user opens, for what the client must not see, such as secrets and payments. */
  | { readonly message: string; readonly url: string }
  /**
   * `sampling/createMessage`, with its parameters: messages and maxTokens at least.
   *
   * @deprecated by the protocol since 2026-07-28: call a model yourself
   */
  | { readonly sampling: { readonly [name: string]: unknown } }
  /**
   * `roots/list`.
   *
   * @deprecated by the protocol since 2026-07-28: take directories as arguments
   */
  | { readonly roots: true };

/** What a tool may answer instead of a result: it is invoked again, with the answers. */
export interface ToolQuestions {
  /** By keys that the tool chooses, and finds again in the answers. */
  readonly ask: { readonly [key: string]: ToolQuestion };
  /** What the tool gets back with the answers. The client holds it, sealed. */
  readonly state?: unknown;
}

export type ToolReply = { readonly [member: string]: unknown };
