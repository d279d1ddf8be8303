import type { People } from './people';
import type { ServedApi } from '../cloud-assembly/served-api';

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

/** Who can sign in, as it is told. */
export function peopleOf(providers: readonly ListedProvider[]): ServedApi['people'] {
  const people = providers.map(({ issuer, standsFor, people: users }) => ({
    issuer, standsFor: standsFor.name, users: users.all().map(({ sub, groups, refusedBecause }) => ({ sub, groups, refusedBecause })),
  }));
  return people.length > 0 ? people : undefined;
}
