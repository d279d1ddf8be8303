/** API Gateway's proxy event (version 1.0), limited to the fields that the authorization server reads. */
export interface ProxyEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly queryStringParameters?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueQueryStringParameters?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly pathParameters?: { readonly [name: string]: string | undefined } | null;
  readonly stageVariables?: { readonly [name: string]: string | undefined } | null;
  readonly requestContext?: { readonly requestId?: string; readonly identity?: { readonly sourceIp?: string } } | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

export interface ProxyResult {
  readonly statusCode: number;
  readonly multiValueHeaders: { readonly [name: string]: readonly string[] };
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** The request as the library sees it: without the stage, without aliases, and without host headers from a proxy or a client. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** By lower-case names, without a prototype, because clients choose the names. */
  readonly headers: { readonly [name: string]: readonly string[] };
  readonly body: Buffer;
}
