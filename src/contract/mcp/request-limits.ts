/** So many requests at once, and as many again in each period, evenly. */
export interface RequestLimit {
  readonly requests: number;
  readonly periodMillis: number;
}

/** Whose requests are limited. */
export type LimitedParty = 'client' | 'person';

/** What the MCP function is told by the deployment. Values may be tokens. */
export interface RequestLimitsReference {
  readonly tableName: string;
  readonly limits: { readonly [party in LimitedParty]?: RequestLimit };
  /** Of each person, by tool. */
  readonly tools?: { readonly [tool: string]: RequestLimit };
}

/** An item for each client and person who called lately. */
export const REQUEST_LIMITS_SCHEMA = {
  partitionKey: 'pk',
  /** Epoch milliseconds at which all requests of the period are to be had again. */
  fullAt: 'fullAt',
  expiry: 'expiresAt',
} as const;

/** Ids are texts of any length and of anybody's choice, hence the hash. */
export function requestLimitKey(party: LimitedParty, idSha256: string): string {
  return `${party.toUpperCase()}#${idSha256}`;
}

/** Of a person's calls of a tool. */
export function toolLimitKey(tool: string, subjectSha256: string): string {
  return `TOOL#${tool}#${subjectSha256}`;
}
