import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { readApiDocument } from './document-reader';
import { ReadDocument } from '../../contract/openapi/document-reading';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';
import { authoredJson } from '../json-schema/authored-json';

/**
 * How an OpenAPI document is read from a file.
 */
export interface McpApiDocumentFileOptions {
  /**
   * Whether a `$ref` may lead to other files, in the folder of the document or below. Files outside it and URLs are never read.
   *
   * @default false - an operation that needs another file cannot become a tool
   */
  readonly followReferences?: boolean;
}

/**
 * An OpenAPI document: version 3.0, 3.1 or 3.2, in JSON or YAML.
 *
 * It is parsed and checked by a program of its own when the app is synthesized. Nothing is fetched.
 *
 * @see https://spec.openapis.org/oas/v3.2.0.html
 */
export class McpApiDocument {
  static {
    checksArguments(this, 'McpApiDocument');
  }

  /**
   * A document in a file.
   *
   * @param file the path, relative to the directory in which the app is synthesized
   * @param options how its references are treated
   *
   * Throws `OpenApiDocumentUnreadable` where the file is missing.
   */
  public static fromFile(file: string, options: McpApiDocumentFileOptions = {}): McpApiDocument {
    const absolute = path.resolve(file);
    return new McpApiDocument(`the OpenAPI document "${file}"`, textOfFile(file), {
      file: absolute,
      folder: options.followReferences ? path.dirname(absolute) : undefined,
    });
  }

  /**
   * A document as text, JSON or YAML: from Python, Java, Go and C#, prefer this or a file to `fromObject`, because members that are null are lost there.
   *
   * @param text the document
   */
  public static fromText(text: string): McpApiDocument {
    return new McpApiDocument('the OpenAPI document', text);
  }

  /**
   * A document as an object, such as a framework generates.
   *
   * @param document the document, as JSON
   *
   * Throws `OpenApiDocumentUnreadable` where a value is not JSON.
   */
  public static fromObject(document: { [member: string]: any }): McpApiDocument {
    return new McpApiDocument('the OpenAPI document', JSON.stringify(authoredJson(document, 'the OpenAPI document', 'OpenApiDocumentUnreadable')));
  }

  /**
   * A document that the app also deploys, or that a bundling of assets made.
   *
   * @param asset holds one file, the document
   *
   * Throws `OpenApiDocumentUnreadable` where the asset is not a file.
   */
  public static fromAsset(asset: Asset): McpApiDocument {
    const outdir = Stage.of(asset)?.assetOutdir ?? '.';
    return new McpApiDocument(`the OpenAPI document of the asset "${asset.node.path}"`, textOfFile(path.resolve(outdir, asset.assetPath)));
  }

  /**
   * How messages call the document.
   *
   * @internal
   */
  public readonly _origin: string;

  private constructor(origin: string, private readonly text: string, private readonly place: { readonly file?: string; readonly folder?: string } = {}) {
    this._origin = origin;
  }

  /**
   * Parsed, checked and, by choice, with the files that it refers to.
   *
   * @internal
   */
  public _read(timeoutMillis: number): ReadDocument {
    return readApiDocument({ text: this.text, ...this.place }, this._origin, timeoutMillis);
  }
}

function textOfFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ValidationError('OpenApiDocumentUnreadable', `cannot read the OpenAPI document in "${file}" (${(error as Error).message}); give the path of a JSON or YAML file`);
  }
}
