/** @see https://modelcontextprotocol.io/specification/2026-07-28/server/tools */
export const TOOL_NAME_PATTERN = /^[A-Za-z0-9_.-]{1,128}$/;

/** A shorter signing secret cannot carry the keys derived from it. */
export const SIGNING_SECRET_MIN_LENGTH = 32;

/** Memory of the functions that every request passes. */
export const MCP_FUNCTION_MEGABYTES = 512;
export const AUTHORIZER_MEGABYTES = 512;
export const CONNECTOR_MEGABYTES = 512;
export const OAUTH_FUNCTION_MEGABYTES = 1024;

/** Memory of the function that runs functions as tasks. It waits most of the time. */
export const TASK_RUNNER_MEGABYTES = 256;

/** Bytes of a buffered Lambda request or response. */
export const LAMBDA_PAYLOAD_MAX_BYTES = 6 * 1024 * 1024;

/** Bytes of a resource: as base64 it stays below what a buffered Lambda function may answer. */
export const CONTENT_MAX_BYTES = 4 * 1024 * 1024;

/** Bytes of a resource that is answered as a stream: as base64 it stays below the 200 MB that Lambda streams at most. */
export const STREAMED_CONTENT_MAX_BYTES = 100 * 1024 * 1024;

/** Bytes of an object that is decompressed before it is answered: what the function has memory for. */
export const DECOMPRESSED_CONTENT_MAX_BYTES = 16 * 1024 * 1024;

/** Seconds that a tool's result may be kept at most. */
export const RESULT_CACHE_MAX_SECONDS = 24 * 3600;

/** Bytes of a function and all of its layers, unzipped. */
export const LAMBDA_UNZIPPED_MAX_BYTES = 250 * 1024 * 1024;

/** Bytes of the input of a Step Functions execution. */
export const EXECUTION_INPUT_MAX_BYTES = 256 * 1024;

/** Bytes of a registration request (RFC 7591) that the OAuth function reads. */
export const REGISTRATION_MAX_BYTES = 16 * 1024;

/** Bytes of an authorization request, posted or pushed: more than a URL has room for at API Gateway. It is kept until the user has answered. */
export const AUTHORIZATION_REQUEST_MAX_BYTES = 16 * 1024;

/** Redirect URIs in one registration. */
export const REDIRECT_URIS_MAX = 10;

/** Seconds that the authorizer may trust what it read of a client, a grant, a token or its own server's keys: the bound of revocation latency. */
export const REVOCATION_LATENCY_SECONDS = 30;

/** Seconds that the authorizer may trust the keys that another issuer has published. */
export const PUBLISHED_KEYS_MAX_AGE_SECONDS = 300;

/** Seconds between two readings of those keys for unknown key ids. */
export const UNKNOWN_KEY_COOLDOWN_SECONDS = 30;

/** Seconds of clock difference tolerated in `exp` and `nbf`. */
export const CLOCK_SKEW_SECONDS = 30;

/** Seconds after which a client from open registration that never got a token is deleted. */
export const UNUSED_CLIENT_SECONDS = 24 * 3600;

/** Seconds without a token after which a client from open registration is deleted. */
export const IDLE_CLIENT_SECONDS = 90 * 24 * 3600;

/** Seconds that a refresh token may idle. */
export const REFRESH_TOKEN_IDLE_SECONDS = 30 * 24 * 3600;

/** Seconds after which a user must sign in again, however busy the client is. */
export const GRANT_LIFETIME_SECONDS = 90 * 24 * 3600;

/** Seconds after its replacement in which a refresh token may still be used, by a process that has not heard of it yet. */
export const REFRESH_GRACE_SECONDS = 120;

/** Seconds for which a re-check of a user is not repeated, however often their client refreshes. */
export const PERSON_CHECK_INTERVAL_SECONDS = 300;

/** Seconds for which the last re-check remains valid while the identity provider is unavailable. */
export const PERSON_CHECK_GRACE_SECONDS = 24 * 3600;

/** Seconds that an access token may live at most: how long a revocation is remembered, whatever lifetime was deployed before. */
export const ACCESS_TOKEN_MAX_LIFETIME_SECONDS = 24 * 3600;

/** Seconds after which a client may repeat what failed because a service did not answer. */
export const RETRY_AFTER_SECONDS = 2;

/** Seconds for which one instance of the OAuth function may know a key that another has yet to read. */
export const KEY_LAG_SECONDS = 900;
