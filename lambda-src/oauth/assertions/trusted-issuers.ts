import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { CLIENT_ASSERTION_ALGORITHMS } from '../../../src/contract/gateway/metadata';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import type { TrustedIssuer } from '../../../src/contract/oauth/configuration';
import type { FetchHook } from '../client-metadata-fetch/client-metadata-fetch';
import { Unavailable } from '../errors/unavailable';

/** A statement that is invalid or not from a trusted issuer. */
export class StatementRefused extends Error {
  constructor(readonly reason: 'malformed' | 'issuer_not_trusted' | 'invalid', detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'StatementRefused';
  }
}

/** Verifies statements that others sign: only issuers that the deployment names are trusted, with the keys that it names. */
export class TrustedIssuers {
  /** @param clock epoch seconds */
  constructor(private readonly issuers: readonly TrustedIssuer[], private readonly fetch: FetchHook, private readonly clock: () => number) {}

  get isEmpty(): boolean {
    return this.issuers.length === 0;
  }

  /**
   * @returns the claims
   * @throws StatementRefused, Unavailable where the issuer's keys can't be read
   */
  async verify(statement: string, type?: string): Promise<JWTPayload> {
    const name = issuerOf(statement);
    const issuer = this.issuers.find((each) => each.issuer === name);
    if (issuer === undefined) {
      throw new StatementRefused('issuer_not_trusted', String(name));
    }
    const keys = await this.keys(issuer);
    try {
      const { payload } = await jwtVerify(statement, createLocalJWKSet(keys), {
        algorithms: [...CLIENT_ASSERTION_ALGORITHMS],
        issuer: issuer.issuer,
        typ: type,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(this.clock() * 1000),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        throw new StatementRefused('invalid', error.message);
      }
      throw error;
    }
  }

  private async keys({ jwksUri }: TrustedIssuer): Promise<JSONWebKeySet> {
    try {
      const response = await this.fetch(jwksUri, { method: 'GET' });
      return await response.json() as JSONWebKeySet;
    } catch (error) {
      throw new Unavailable('trusted_issuer', error);
    }
  }
}

function issuerOf(statement: string): string | undefined {
  try {
    return decodeJwt(statement).iss;
  } catch (error) {
    throw new StatementRefused('malformed', (error as Error).message);
  }
}
