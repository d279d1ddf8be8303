/** What the authorization server answers, as its documentation says. */
export type Answer = { readonly [name: string]: unknown };

/** A server that can be administered. */
export interface Administrator {
  /** For people: which server it is. */
  readonly where: string;
  /** @throws LocalError AdministrationRefused, and what the way there asks for */
  ask(request: object): Promise<Answer>;
}
