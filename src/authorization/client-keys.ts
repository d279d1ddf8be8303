import { Construct } from 'constructs';
import { isSecretKey } from '../contract/oauth/keys';
import { KeySetRefused, publicKeys } from '../contract/oauth/public-keys';
import { isJsonObject } from '../contract/remote/json';
import { documentUrlProblem } from '../contract/urls/document-url';
import { checksArguments } from '../private/declared';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';

/** Whose {@link ClientKeys} are bound. */
export interface ClientKeysBindOptions {
  /** The id of the client that authenticates with the keys. */
  readonly clientId: string;
}

/** The values that {@link ClientKeys} provides to the server: one of the two. */
export interface ClientKeysConfig {
  /**
   * Where the client publishes its keys: an https URL.
   *
   * @default - the keys are given in `jwks`
   */
  readonly jwksUri?: string;

  /**
   * The JSON of a JSON Web Key Set.
   *
   * @default - the keys are published at `jwksUri`
   */
  readonly jwks?: string;
}

/** The public keys with which a client authenticates. */
export abstract class ClientKeys {
  static {
    checksArguments(this, 'ClientKeys');
  }

  /**
   * Keys that the client publishes, and changes as it likes.
   *
   * @param jwksUri an https URL
   */
  public static fromUri(jwksUri: string): ClientKeys {
    return new PublishedKeys(jwksUri);
  }

  /**
   * Keys that are given here. Of each key only what it verifies with is kept: no certificates.
   *
   * Throws `InvalidKeySet` for a set without an EC, OKP or RSA key, and `SecretKey`.
   *
   * @param jwks a JSON Web Key Set
   */
  public static fromJson(jwks: { [name: string]: any }): ClientKeys {
    return new GivenKeys(jwks);
  }

  /** Called by the client that has the keys. */
  public abstract bind(scope: Construct, options: ClientKeysBindOptions): ClientKeysConfig;
}

class PublishedKeys extends ClientKeys {
  constructor(private readonly jwksUri: string) {
    super();
  }

  public bind(scope: Construct, { clientId }: ClientKeysBindOptions): ClientKeysConfig {
    requireUrl(scope, this.jwksUri, {
      problemOf: documentUrlProblem, code: 'InvalidJwksUri', what: `the address of the keys of the client "${clientId}"`, remedy: 'write an https URL',
    });
    return { jwksUri: this.jwksUri };
  }
}

class GivenKeys extends ClientKeys {
  constructor(private readonly jwks: { readonly [name: string]: unknown }) {
    super();
  }

  public bind(scope: Construct, { clientId }: ClientKeysBindOptions): ClientKeysConfig {
    const { keys } = this.jwks;
    // The template and the environment would expose it to all their readers. The value is not in the message for the same reason.
    if (Array.isArray(keys) && keys.some((key) => isJsonObject(key) && isSecretKey(key))) {
      throw new ValidationError('SecretKey', `the keys of the client "${clientId}" include a private or symmetric key; give only the public keys`, scope);
    }
    try {
      return { jwks: JSON.stringify(publicKeys(this.jwks)) };
    } catch (error) {
      if (error instanceof KeySetRefused) {
        throw new ValidationError('InvalidKeySet', `the keys of the client "${clientId}" ${error.message}; write { "keys": [ … ] }`, scope);
      }
      throw error;
    }
  }
}
