import type { Parameters } from './parameters';
import type { User } from './users';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 4rem auto; padding: 0 1rem; }
  button { display: block; width: 100%; margin: .75rem 0; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer; border-radius: .5rem; border: 1px solid; }
  small { display: block; }
`;

export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>
${content}
</main></body>
</html>
`;
}

/** The same request again, with a button for each user that a `login_hint` can mean. */
export function userChoice(action: string, request: Parameters, users: readonly User[]): string {
  const { login_hint: _unknown, prompt: _answered, ...kept } = request;
  return `<p>This is a local identity provider, for development. There are no passwords. Choose a user:</p>
<form method="get" action="${escape(action)}">
${Object.entries(kept).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('\n')}
${users.map(({ sub, name, email, groups }) => `<button name="login_hint" value="${escape(sub)}"><strong>${escape(name)}</strong>
<small>${escape(email)}</small><small>Groups: ${escape(groups.join(', ') || 'none')}</small></button>`).join('\n')}
</form>`;
}

/** A button for each user, to lock them out or let them in again: what becomes of their clients is for the server to find out. */
export function userAdministration(action: string, users: readonly User[], disabled: ReadonlySet<string>): string {
  return `<p>Who is disabled cannot sign in, and refresh tokens of theirs are refused.</p>
<form method="post" action="${escape(action)}">
${users.map(({ sub, name }) => `<button name="toggle" value="${escape(sub)}"><strong>${disabled.has(sub) ? 'Enable' : 'Disable'} ${escape(name)}</strong></button>`).join('\n')}
</form>`;
}

export function paragraph(text: string): string {
  return `<p>${escape(text)}</p>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
