import { displayName } from './display-name';
import { html, type Markup } from '../../../src/pages/html/markup';

/** A person as the identity provider describes them. */
export interface Account {
  readonly name?: string;
  readonly email?: string;
  /** Shown where neither name nor email is known. */
  readonly id: string;
}

export function accountName({ name, email, id }: Account): Markup {
  const shownName = displayName(name)?.text;
  const shownEmail = displayName(email)?.text;
  const lead = shownName ?? shownEmail ?? displayName(id)?.text ?? '';
  return html`<bdi class="host">${lead}</bdi>${shownName !== undefined && shownEmail !== undefined ? html`<bdi class="soft">${shownEmail}</bdi>` : undefined}`;
}
