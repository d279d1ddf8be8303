import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stage, Token } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct } from 'constructs';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** A certificate in PEM, whatever stands around it. */
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Certificate authorities that sign the certificates of an API, besides those that Node.js trusts: those of a company, or of a cloud's databases.
 *
 * A bundle is checked when the app is synthesized, and is deployed with the connector.
 */
export class McpCertificateAuthorities {
  static {
    checksArguments(this, 'McpCertificateAuthorities');
  }

  /**
   * The certificates of a file, in PEM. What stands between them is ignored.
   *
   * Throws `InvalidCertificateAuthorities` when it is used by a server, where the file is missing, has no certificate, one that cannot be read, or a
   * private key.
   *
   * @param file the path, relative to the directory in which the app is synthesized
   */
  public static fromFile(file: string): McpCertificateAuthorities {
    return new McpCertificateAuthorities(`of the file "${file}"`, () => readFileSync(path.resolve(file), 'utf8'));
  }

  /**
   * Certificates as a text, in PEM.
   *
   * @param pem one certificate or several, each from `-----BEGIN CERTIFICATE-----` on
   */
  public static fromText(pem: string): McpCertificateAuthorities {
    return new McpCertificateAuthorities('of a connection', () => pem);
  }

  /**
   * The certificates of an asset that is one file: of a bundle that the app deploys as well, or that a bundling of assets made.
   *
   * @param asset holds one file in PEM
   */
  public static fromAsset(asset: Asset): McpCertificateAuthorities {
    return new McpCertificateAuthorities(`of the asset "${asset.node.path}"`, () => readFileSync(path.resolve(Stage.of(asset)?.assetOutdir ?? '.', asset.assetPath), 'utf8'));
  }

  private constructor(private readonly what: string, private readonly read: () => string) {}

  /**
   * The certificates alone, or a token.
   *
   * @internal
   */
  public _pem(scope: IConstruct): string {
    let text: string;
    try {
      text = this.read();
    } catch (error) {
      throw this.invalid(`cannot be read (${(error as Error).message}); give the path of a PEM file`, scope);
    }
    if (Token.isUnresolved(text)) {
      return text;
    }
    if (text.includes('PRIVATE KEY-----')) {
      throw this.invalid('come with a private key, which would be deployed with them; leave it out', scope);
    }
    const certificates = text.match(BLOCK) ?? [];
    if (certificates.length === 0) {
      throw this.invalid('are not PEM; give a text or a file with -----BEGIN CERTIFICATE-----', scope);
    }
    certificates.forEach((certificate, index) => {
      try {
        new X509Certificate(certificate);
      } catch {
        throw this.invalid(`have a certificate that cannot be read, number ${index + 1} of ${certificates.length}; copy it again`, scope);
      }
    });
    return certificates.map((certificate) => `${certificate}\n`).join('');
  }

  private invalid(problem: string, scope: IConstruct): ValidationError {
    return new ValidationError('InvalidCertificateAuthorities', `the certificate authorities ${this.what} ${problem}`, scope);
  }
}
