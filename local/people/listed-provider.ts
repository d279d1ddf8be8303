import type { People } from './people';

/** A running provider, as the rest of the local gateway sees it. */
export interface ListedProvider {
  /** The local issuer. */
  readonly issuer: string;
  /** The issuer in the template, and what people call it. */
  readonly standsFor: { readonly issuer: string; readonly name: string };
  readonly people: People;
  /** Whether users are checked again when their clients refresh. */
  readonly rechecksUsers: boolean;
}
