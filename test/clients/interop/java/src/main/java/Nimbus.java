import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.*;
import com.nimbusds.oauth2.sdk.client.*;
import com.nimbusds.oauth2.sdk.dpop.*;
import com.nimbusds.oauth2.sdk.http.*;
import com.nimbusds.oauth2.sdk.id.*;
import com.nimbusds.oauth2.sdk.pkce.*;
import com.nimbusds.oauth2.sdk.token.*;
import com.nimbusds.oauth2.sdk.util.*;
import java.io.*;
import java.net.URI;
import java.util.*;
import net.minidev.json.JSONObject;

/**
 * Signs in by Nimbus OAuth 2.0 SDK at the server whose MCP URL it is given, with all that both support: metadata, registration, a client that proves itself
 * by a key, a pushed authorization request, tokens that are bound to a key, a refresh, a revocation.
 */
class Nimbus {
    static final URI REDIRECT_URI = URI.create("http://127.0.0.1:33418/callback");

    public static void main(String[] args) throws Exception {
        var mcp = URI.create(args[0]);
        var server = AuthorizationServerMetadata.resolve(issuerOf(mcp));
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").keyUse(KeyUse.SIGNATURE).generate();
        var proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);

        var metadata = new ClientMetadata();
        metadata.setName("nimbus");
        metadata.setRedirectionURI(REDIRECT_URI);
        metadata.setGrantTypes(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
        metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
        metadata.setTokenEndpointAuthJWSAlg(JWSAlgorithm.ES256);
        metadata.setJWKSet(new JWKSet(key.toPublicJWK()));
        metadata.setCustomField("dpop_bound_access_tokens", true);
        var client = ClientRegistrationResponse.parse(new ClientRegistrationRequest(server.getRegistrationEndpointURI(), metadata, null).toHTTPRequest().send())
            .toSuccessResponse().getClientInformation().getID();

        var verifier = new CodeVerifier();
        var request = new AuthorizationRequest.Builder(ResponseType.CODE, client).redirectionURI(REDIRECT_URI).state(new State()).scope(new Scope("weather:read"))
            .codeChallenge(verifier, CodeChallengeMethod.S256).resources(mcp).build();
        var pushed = PushedAuthorizationResponse.parse(
            new PushedAuthorizationRequest(server.getPushedAuthorizationRequestEndpointURI(), proof(client, server, key), request).toHTTPRequest().send());
        say(Map.of("authorize", new AuthorizationRequest.Builder(pushed.toSuccessResponse().getRequestURI(), client)
            .endpointURI(server.getAuthorizationEndpointURI()).build().toURI().toString(), "redirectUri", REDIRECT_URI.toString()));
        var answer = AuthorizationResponse.parse(URI.create(new BufferedReader(new InputStreamReader(System.in)).readLine()));
        if (!server.getIssuer().equals(answer.getIssuer()) || !request.getState().equals(answer.getState())) {
            throw new IllegalStateException("another server's answer");
        }

        var first = tokens(server, proof(client, server, key), new AuthorizationCodeGrant(answer.toSuccessResponse().getAuthorizationCode(), REDIRECT_URI, verifier), mcp, proofs);
        var second = tokens(server, proof(client, server, key), new RefreshTokenGrant(first.getRefreshToken()), mcp, proofs);
        if (second.getRefreshToken().equals(first.getRefreshToken())) {
            throw new IllegalStateException("the refresh token was not replaced");
        }
        var tools = (List<?>) call(mcp, second.getDPoPAccessToken(), proofs, "tools/list", Map.of()).get("tools");
        var forecast = (Map<?, ?>) ((List<?>) call(mcp, second.getDPoPAccessToken(), proofs, "tools/call", Map.of("name", "get_forecast", "arguments", Map.of("city", "Oslo")))
            .get("content")).get(0);

        var revocation = new TokenRevocationRequest(server.getRevocationEndpointURI(), proof(client, server, key), second.getRefreshToken()).toHTTPRequest().send();
        var refused = TokenResponse.parse(tokenRequest(server, proof(client, server, key), new RefreshTokenGrant(second.getRefreshToken()), mcp, proofs).send());
        if (revocation.getStatusCode() != 200 || refused.indicatesSuccess() || !OAuth2Error.INVALID_GRANT.equals(refused.toErrorResponse().getErrorObject())) {
            throw new IllegalStateException("the grant was not revoked");
        }
        say(Map.of("tools", tools.stream().map((tool) -> ((Map<?, ?>) tool).get("name")).toList(), "forecast", JSONObjectUtils.parse((String) forecast.get("text"))));
    }

    static Issuer issuerOf(URI mcp) throws Exception {
        var challenge = new HTTPRequest(HTTPRequest.Method.POST, mcp).send().getWWWAuthenticate();
        var metadata = URI.create(challenge.split("resource_metadata=\"")[1].split("\"")[0]);
        return new Issuer(((List<?>) new HTTPRequest(HTTPRequest.Method.GET, metadata).send().getBodyAsJSONObject().get("authorization_servers")).get(0).toString());
    }

    static ClientAuthentication proof(ClientID client, AuthorizationServerMetadata server, ECKey key) throws Exception {
        return new PrivateKeyJWT(client, server.getTokenEndpointURI(), JWSAlgorithm.ES256, key.toPrivateKey(), key.getKeyID(), null);
    }

    static HTTPRequest tokenRequest(AuthorizationServerMetadata server, ClientAuthentication proof, AuthorizationGrant grant, URI mcp, DPoPProofFactory proofs) throws Exception {
        var request = new TokenRequest(server.getTokenEndpointURI(), proof, grant, null, List.of(mcp), null).toHTTPRequest();
        request.setDPoP(proofs.createDPoPJWT("POST", server.getTokenEndpointURI()));
        return request;
    }

    static Tokens tokens(AuthorizationServerMetadata server, ClientAuthentication proof, AuthorizationGrant grant, URI mcp, DPoPProofFactory proofs) throws Exception {
        var response = TokenResponse.parse(tokenRequest(server, proof, grant, mcp, proofs).send());
        if (!response.indicatesSuccess()) {
            throw new IllegalStateException(response.toErrorResponse().toJSONObject().toString());
        }
        return response.toSuccessResponse().getTokens();
    }

    static JSONObject call(URI mcp, DPoPAccessToken token, DPoPProofFactory proofs, String method, Map<String, ?> params) throws Exception {
        var request = new HTTPRequest(HTTPRequest.Method.POST, mcp);
        request.setContentType("application/json");
        request.setAccept("application/json, text/event-stream");
        request.setAuthorization(token.toAuthorizationHeader());
        request.setDPoP(proofs.createDPoPJWT("POST", mcp, token));
        request.setBody(JSONObject.toJSONString(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params)));
        var response = request.send();
        response.ensureStatusCode(200);
        return (JSONObject) response.getBodyAsJSONObject().get("result");
    }

    static void say(Map<String, ?> message) {
        System.out.println(JSONObject.toJSONString(message));
    }
}
