import type { Text } from './text';

/** The words of the page on which people see, and end, what they let in. */
export const ACCESS_TEXTS = {
  accessLink: {
    where: 'Link to the page of the apps that a person let in, on the consent page and the connect page.',
    english: 'See the apps that you let in',
    also: ['server'],
  },
  accessTitle: {
    where: 'Title of the page of the apps that a person let in.',
    english: 'Apps that can use {server} for you',
  },
  accessSignIn: {
    where: 'What that page says before the sign-in.',
    english: 'Sign in to see the apps that you let in, and to end their access.',
    also: ['server'],
  },
  accessNone: {
    where: 'What that page says where there is no app.',
    english: 'You have let in no app, or all have ended.',
    also: ['server'],
  },
  accessSince: {
    where: 'When an app was let in. `{date}` is a date.',
    english: 'Let in on {date}',
  },
  accessRefreshed: {
    where: 'When an app last asked for access again; shown where the identity provider is asked then.',
    english: 'Last seen on {date}',
  },
  accessUntil: {
    where: 'When the access of an app ends by itself.',
    english: 'Ends by itself on {date}',
  },
  accessEnd: {
    where: 'Button that ends the access of an app.',
    english: 'End access',
  },
  accessFootnote: {
    where: 'Last sentence of that page.',
    english: 'An app whose access you end is refused within a minute. It can ask you again.',
    also: ['server'],
  },
  accessSignOut: {
    where: 'Button that leaves that page.',
    english: 'Done',
  },
} as const satisfies { readonly [key: string]: Text };
