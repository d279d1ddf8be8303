import type { Parameters } from './parameters';
import { html, type Markup } from '../../pages/markup';
import type { Person } from '../../people/people';
import type { User } from '../../people/users';

/** What a provider stands for, as its pages say it. */
export interface StandsFor {
  readonly issuer: string;
  readonly name: string;
  /** What people sign in to, as far as the template says it. */
  readonly servers: readonly string[];
  /** Whether users are checked again when their clients refresh. */
  readonly rechecksUsers: boolean;
}

function standing(standsFor: StandsFor | undefined): Markup {
  return standsFor === undefined
    ? html`<p>This is a local identity provider, for development. There are no passwords.</p>`
    : html`<p>A local identity provider, without passwords, in the place of <strong>${standsFor.name}</strong> (<code>${standsFor.issuer}</code>)${
      standsFor.servers.map((server, index) => html`${index === 0 ? '. People sign in here to ' : ' and '}<code>${server}</code>`)}.</p>`;
}

function facts({ email, groups, refusedBecause }: User): Markup {
  return html`<small>${email}</small><small>Groups: ${groups.join(', ') || 'none'}</small>${
    refusedBecause === undefined ? undefined : html`<span class="tag">The server refuses: ${refusedBecause}</span>`}`;
}

/** The same request again, with a button for each user that a `login_hint` can mean. */
export function userChoice(action: string, request: Parameters, users: readonly User[], standsFor: StandsFor | undefined): Markup {
  const { login_hint: _unknown, prompt: _answered, ...kept } = request;
  return html`${standing(standsFor)}
${users.length === 0 ? html`<p><strong>Everybody is locked out.</strong> Let somebody in again on <a href="/">the page of the users</a>.</p>` : undefined}
<form method="get" action="${action}">
${Object.entries(kept).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`)}<ul class="people">
${users.map((user) => html`<li><button name="login_hint" value="${user.sub}"><strong>${user.name}</strong>${facts(user)}</button></li>
`)}</ul>
</form>`;
}

/** A button for each user, to lock them out or let them in again. */
export function userAdministration(action: string, people: readonly Person[], standsFor: StandsFor | undefined): Markup {
  return html`${standing(standsFor)}
<p>Who is locked out cannot sign in. ${lockedOut(standsFor)}</p>
<form method="post" action="${action}">
<ul class="people">
${people.map((person) => html`<li><button name="${person.locked ? 'unlock' : 'lock'}" value="${person.sub}"><strong>${
  person.locked ? 'Let in' : 'Lock out'} ${person.name}</strong>${facts(person)}</button></li>
`)}</ul>
</form>`;
}

function lockedOut(standsFor: StandsFor | undefined): string {
  if (standsFor === undefined) {
    return 'Refresh tokens of theirs are refused.';
  }
  return standsFor.rechecksUsers
    ? 'The server asks again when their clients refresh, at most every few minutes, and then ends what they were granted.'
    : 'This provider gives the server no refresh tokens, so it does not ask again: what their clients were granted stays until it ends.';
}

export function paragraph(text: string): Markup {
  return html`<p>${text}</p>`;
}
