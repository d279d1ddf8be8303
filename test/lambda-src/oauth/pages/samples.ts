import { accessPage } from '../../../../lambda-src/oauth/pages/access-page';
import { accountPage } from '../../../../lambda-src/oauth/pages/account-page';
import { type ConsentModel, consentPage } from '../../../../lambda-src/oauth/pages/consent-page';
import { errorPage, signedOutPage } from '../../../../lambda-src/oauth/pages/message-pages';
import type { PageContext } from '../../../../lambda-src/oauth/pages/page-context';
import { signInChoicePage } from '../../../../lambda-src/oauth/pages/sign-in-page';
import { type ConnectModel, connectPage } from '../../../../src/pages/connect-page';
import { pageTexts } from '../../../../src/pages/page-texts';

const LOGO_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="#1c54b2"/>'
  + '<circle cx="16" cy="17" r="6" fill="#ffd166"/><path d="M11 30a6 6 0 0 1 1-12 8 8 0 0 1 15 1 5.500 5.500 0 0 1 2 11z" fill="#fff"/></svg>';

export const CONTEXT: PageContext = {
  texts: pageTexts(),
  serverName: 'Weather',
  logo: `data:image/svg+xml;base64,${Buffer.from(LOGO_SVG).toString('base64')}`,
};

export const FORM = { action: '/prod/interaction/Vq2ZnmIGYkQ', csrfToken: 'c2VjcmV0LXRva2Vu', hiddenFields: { transaction: 'Vq2ZnmIGYkQ' } };

export const ACCOUNT = { id: 'd1f0', name: 'Ada Lovelace', email: 'ada@example.com' };

export const VERIFIED: ConsentModel = {
  ...FORM,
  client: { identity: 'metadata-document', clientId: 'https://claude.ai/oauth/mcp-oauth-client-metadata', name: 'Claude' },
  redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  providerName: 'Example Corp',
  accessUrl: '/prod/access',
  scopes: [
    { name: 'forecast:read', description: 'Read forecasts and warnings for any place' },
    { name: 'stations:write', description: 'Create and change your own weather stations' },
    { name: 'offline_access' },
  ],
};

export const UNVERIFIED_LOOPBACK: ConsentModel = {
  ...FORM,
  client: { identity: 'unverified', name: 'Clаude Code' },
  redirectUri: 'http://127.0.0.1:33418/',
  providerName: 'Example Corp',
  accessUrl: '/prod/access',
  scopes: [{ name: 'mcp' }],
};

export const CONNECT: ConnectModel = {
  name: 'weather',
  title: 'Weather',
  description: 'Forecasts, warnings and the measurements of 12,000 stations, for the whole world.',
  websiteUrl: 'https://weather.example.com',
  url: 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/mcp',
  tools: [
    { name: 'get_forecast', title: 'Forecast', description: 'The forecast of the next seven days for a place.' },
    { name: 'list_warnings', title: 'Warnings', description: 'Official warnings that are in force for a region.' },
    { name: 'create_station', description: 'Registers a weather station of your own.' },
  ],
  resources: [{ name: 'stations', title: 'All stations' }],
  prompts: [{ name: 'plan_a_hike', description: 'Plans a hike around the weather.' }],
  interactiveSignIn: true,
  accessUrl: 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/access',
  texts: pageTexts(),
  logo: CONTEXT.logo,
  encodeBase64: (text) => Buffer.from(text).toString('base64'),
};

/** Every page in a usual state. */
export const PAGES: { readonly [name: string]: string } = {
  'consent': consentPage(VERIFIED, CONTEXT),
  'consent-unverified': consentPage(UNVERIFIED_LOOPBACK, CONTEXT),
  'consent-app': consentPage({
    ...VERIFIED,
    client: { identity: 'unverified', name: 'Cursor' },
    redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
  }, CONTEXT),
  'consent-elsewhere': consentPage({ ...VERIFIED, redirectUri: 'https://claude.ai.sign-in.connect-your-assistant.example.net/callback' }, CONTEXT),
  'sign-in': signInChoicePage({ ...FORM, providers: [{ id: 'corp', name: 'Example Corp' }, { id: 'google', name: 'Google' }] }, CONTEXT),
  'account': accountPage({ ...FORM, account: ACCOUNT }, CONTEXT),
  'error': errorPage({ kind: 'redirect-uri', correlationId: '7f8a1c52-4f0e-4a39-9d26-2f6b7b0f9a11' }, CONTEXT),
  'error-return': errorPage({ kind: 'request', returnTo: 'https://claude.ai.example.net/cb?error=login_required', correlationId: '7f8a1c52-4f0e-4a39-9d26-2f6b7b0f9a11' }, CONTEXT),
  'access': accessPage({
    ...FORM,
    account: ACCOUNT,
    entries: [
      { grantId: 'g1', client: VERIFIED.client, scopes: VERIFIED.scopes.slice(0, 2), signedInAt: 1795958326, refreshedAt: 1796044726, expiresAt: 1803734326 },
      { grantId: 'g2', client: UNVERIFIED_LOOPBACK.client, scopes: UNVERIFIED_LOOPBACK.scopes, signedInAt: 1795358326, expiresAt: 1803134326 },
    ],
  }, CONTEXT),
  'access-none': accessPage({ ...FORM, account: ACCOUNT, entries: [] }, CONTEXT),
  'signed-out': signedOutPage(CONTEXT),
  'connect': connectPage(CONNECT),
};
