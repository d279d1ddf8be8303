import { request, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import express, { NextFunction, Request, Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { HttpRequest } from '../../src/contract/connector/http-operation';
import { JsonObject } from '../../src/offering/json-schema/json';

/** A loopback server that judges each request by the document: `express-openapi-validator`, nothing of ours. */
export class Judge {
  /** @param isForm whether bodies are forms, multipart too: their numbers are texts, and a list of one item is that item */
  public static async of(document: JsonObject, isForm: boolean): Promise<Judge> {
    const app = express().set('query parser', 'extended');
    app.use(express.json({ limit: '50mb', strict: false, type: ['application/json', 'application/*+json'] }), express.urlencoded({ extended: true, limit: '50mb' }), express.text({ type: ['text/*', 'application/xml'] }), express.raw({ type: ['application/octet-stream', 'image/*', 'audio/*', 'application/pdf', 'application/zip', 'application/gzip'] }));
    app.use(OpenApiValidator.middleware({
      apiSpec: document as never, validateApiSpec: false, validateSecurity: false, validateResponses: false, validateRequests: { allowUnknownQueryParameters: false, coerceTypes: isForm ? 'array' : false }, ajvFormats: { mode: 'fast' },
    } as never));
    app.use((_request: Request, response: Response) => void response.status(299).end());
    app.use((error: { status?: number; message: string }, _request: Request, response: Response, _next: NextFunction) => void response.status(error.status ?? 500).set('x-verdict', encodeURIComponent(Buffer.from(error.message.slice(0, 300)).toString())).end());
    const server = await new Promise<Server>((resolve) => {
      const started: Server = app.listen(0, '127.0.0.1', () => resolve(started));
    });
    return new Judge(server);
  }

  private constructor(private readonly server: Server) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @returns undefined where the request fits the document */
  public async verdict({ method, url, headers, body }: HttpRequest): Promise<string | undefined> {
    return await new Promise((resolve, reject) => {
      const sent = request(url, { method, headers: { ...headers, ...body ? { 'content-length': body.length } : {} } }, (response) => {
        // In a header: an answer to HEAD has no body.
        response.resume().on('end', () => resolve(response.statusCode === 299 ? undefined : `${response.statusCode} ${decodeURIComponent(String(response.headers['x-verdict'] ?? ''))}`));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
