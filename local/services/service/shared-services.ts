import { once } from 'node:events';
import { Agent, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { sign } from 'aws4';
import { type JsonObject, ServiceError } from './aws-json';
import type { MadeCredentials } from '../../aws/credentials';

/** What Regions share, as one of them reaches it: it is in another process, which outlives theirs. */
export interface SharedServices {
  /** Holds the tables that have replicas. */
  readonly dynamoDb: string;
  /** Holds the secrets that have replicas. */
  readonly secretsManager: string;
  /** What lets in there. */
  readonly credentials: MadeCredentials;
  /** The local identity providers, by the issuers in the template. */
  readonly issuers: ReadonlyMap<string, string>;
}

/** One of the shared services. */
export class SharedService {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param name as signatures have it */
  constructor(private readonly name: 'dynamodb' | 'secretsmanager', private readonly url: string, private readonly credentials: MadeCredentials) {}

  /** Answers a request that a function made here, and may make, with what the shared service answers. */
  async pass(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const answer = await this.send(String(request.headers['x-amz-target']), body, request.headers['content-type']);
    const { connection: _, 'keep-alive': _kept, 'transfer-encoding': _chunks, ...headers } = answer.headers;
    response.writeHead(answer.statusCode!, headers);
    await pipeline(answer, response);
  }

  /** @param target such as `secretsmanager.GetSecretValue` @throws ServiceError */
  async call(target: string, request: object): Promise<JsonObject> {
    const answer = await this.send(target, Buffer.from(JSON.stringify(request)));
    const parsed = await json(answer) as JsonObject;
    if (answer.statusCode !== 200) {
      throw new ServiceError(String(parsed.__type), String(parsed.message), answer.statusCode);
    }
    return parsed;
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(target: string, body: Buffer, contentType = 'application/x-amz-json-1.1'): Promise<IncomingMessage> {
    const { host } = new URL(this.url);
    const { headers } = sign({
      service: this.name, host, method: 'POST', path: '/', headers: { 'Content-Type': contentType, 'X-Amz-Target': target }, body,
    }, this.credentials);
    const sent = httpRequest(this.url, { method: 'POST', headers: headers as { [name: string]: string }, agent: this.agent });
    sent.end(body);
    const [answer] = await once(sent, 'response') as [IncomingMessage];
    return answer;
  }
}
