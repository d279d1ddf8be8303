import { localOrigin } from '../cloud-assembly/endpoint';
import type { ServedApi } from '../cloud-assembly/served-api';
import type { Administer } from '../dev/page/administration';
import type { Faults } from '../dev/page/faults';
import { LocalPage, PAGE_PATH } from '../dev/page/local-page';
import { recording } from '../dev/page/recording-handler';
import { type DeployedParts, PageState } from '../dev/page/state';
import type { Handled } from '../gateway/gateway';
import { GatewayServer, type RequestHandler } from '../gateway/http-server';
import type { GatewayRequest } from '../gateway/request';
import { guiding, type GuideLink } from '../pages/guide';

/** @param server the path of the one that handled it; undefined where there is only one */
export type OnHandled = (request: GatewayRequest, handled: Handled, milliseconds: number, server?: string) => void;

export interface ListenerOptions {
  /** Undefined for no page at `/_local`. */
  readonly pageDirectory?: string;
  readonly onHandled: OnHandled;
}

/** What a deployment makes of an API. */
export interface DeployedApi {
  readonly handler: RequestHandler;
  /** Undefined where the server issues no tokens. */
  readonly administer?: Administer;
  readonly parts: DeployedParts;
  /** Where people who are lost may want to go. */
  readonly links: readonly GuideLink[];
  /** Undefined where there is only one server. */
  readonly name?: string;
}

/** A port on which one API answers, with its page at `/_local`. It outlives deployments. */
export class Listener {
  /** @param port 0 for any free one @throws LocalError PortTaken */
  static async open(port: number, faults: Faults, options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(faults, options);
    listener.actualPort = await listener.server.listen(port);
    return listener;
  }

  readonly state: PageState;
  private readonly page?: LocalPage;
  private readonly server: GatewayServer;
  private actualPort = 0;
  private name?: string;

  private constructor(faults: Faults, { pageDirectory, onHandled }: ListenerOptions) {
    this.state = new PageState(faults);
    this.page = pageDirectory === undefined ? undefined : new LocalPage(this.state, pageDirectory);
    this.server = new GatewayServer(
      (request, handled, milliseconds) => onHandled(request, handled, milliseconds, this.name),
      (message, response) => this.page?.answers(message, response) ?? false,
    );
  }

  get port(): number {
    return this.actualPort;
  }

  get origin(): string {
    return localOrigin(this.actualPort);
  }

  /** Under which it answers. */
  get hosts(): readonly string[] {
    return ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${this.actualPort}`);
  }

  get localPage(): string | undefined {
    return this.page && `${this.origin}${PAGE_PATH}`;
  }

  /**
   * Answers requests by another deployment from now on.
   *
   * @returns when the one before has answered its last request
   */
  async serve({ handler, administer, parts, links, name }: DeployedApi): Promise<void> {
    const recorded = recording(guiding(handler, this.hosts, links), this.state.calls, this.state.access);
    this.name = name;
    this.page?.serve(recorded, administer);
    this.state.deploy(parts);
    await this.server.serve(recorded);
  }

  close(): void {
    this.server.close();
  }
}

/** Where people who open the root of a host may want to go. @param others what else is served */
export function linksOf({ mcpUrl, url, localPage, people = [] }: ServedApi, others: readonly ServedApi[]): readonly GuideLink[] {
  return [
    { text: mcpUrl === undefined ? 'The API' : 'How to connect a client', url: mcpUrl ?? url },
    ...localPage === undefined ? [] : [{ text: 'Calls, people, access, audit and faults', url: localPage }],
    ...people.map(({ issuer, standsFor }) => ({ text: `The people of ${standsFor}`, url: issuer })),
    ...others.map((other) => ({ text: `The server ${other.path}`, url: other.mcpUrl ?? other.url })),
  ];
}
