/**
 * A variable of the API's stage, which no request can set: `forwarded` where all requests come through CloudFront, so that the address of the connection is
 * CloudFront's and that of the client is in `X-Forwarded-For`. Not there where clients connect to the API themselves.
 */
export const CLIENT_ADDRESS_VARIABLE = 'clientAddress';
export const CLIENT_ADDRESS_FORWARDED = 'forwarded';
