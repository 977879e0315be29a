package org.headwater.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.access.HttpCalls.basic;
import static org.headwater.access.HttpCalls.bearer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class DoorsTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] ADMIN = basic("admin", AccessGateway.ADMIN_PASSWORD);

    private static ConfigurableApplicationContext gateway;
    private static HttpCalls http;

    @BeforeAll
    static void start(@TempDir Path data) {
        gateway = AccessGateway.start(data, "--headwater.admin.password=" + AccessGateway.ADMIN_PASSWORD);
        http = new HttpCalls(AccessGateway.address(gateway));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatNeedsNobodyAnswersAnybody() {
        assertThat(http.get("/fhir/metadata").statusCode()).isEqualTo(200);
        assertThat(http.get("/actuator/health").body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("components");
        assertThat(http.get("/.well-known/smart-configuration").body()).contains("/oauth2/token");
        assertThat(http.get("/fhir/.well-known/smart-configuration").body()).contains("/oauth2/token");
        assertThat(http.get("/oauth2/jwks").body()).contains("\"keys\"").doesNotContain("\"d\"");
    }

    @Test
    void everythingElseIsClosed() {
        assertThat(http.get("/fhir/Patient").statusCode()).isEqualTo(401);
        assertThat(http.post("/intake/mercy", "MSH|").statusCode()).isEqualTo(401);
        assertThat(http.get("/intake/receipts/1").statusCode()).isEqualTo(401);
        assertThat(http.get("/feeds").statusCode()).isEqualTo(401);
        assertThat(http.send("PUT", "/feeds/mercy", "{}").statusCode()).isEqualTo(401);
        assertThat(http.get("/clients").statusCode()).isEqualTo(401);
        assertThat(http.get("/actuator/prometheus").statusCode()).isEqualTo(401);
    }

    @Test
    void fhirRefusesInItsOwnLanguage() throws Exception {
        HttpResponse<String> answer = http.get("/fhir/Patient");

        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(JSON.readTree(answer.body())
                        .path("issue")
                        .path(0)
                        .path("code")
                        .asText())
                .isEqualTo("login");
        assertThat(JSON.readTree(http.get("/feeds").body()).path("status").asInt())
                .isEqualTo(401);
    }

    @Test
    void aMadeUpTokenOpensNothing() {
        assertThat(http.get("/fhir/Patient", bearer("abc.def.ghi")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aFeedsClientSendsToItsFeedOnly() throws Exception {
        String token = token(register("""
                {"kind":"feed","feed":"mercy-adt"}"""), "");

        HttpResponse<String> sent = http.post("/intake/mercy-adt", "MSH|", bearer(token));
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(sent.body()).contains("mercy-adt-sender");
        assertThat(http.get("/intake/receipts/7", bearer(token)).statusCode()).isEqualTo(200);
        assertThat(http.post("/intake/other", "MSH|", bearer(token)).statusCode())
                .isEqualTo(403);
        assertThat(http.get("/feeds", bearer(token)).statusCode()).isEqualTo(403);
        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(403);
        assertThat(http.get("/clients", bearer(token)).statusCode()).isEqualTo(403);
    }

    @Test
    void anAppReadsButDoesNotWrite() throws Exception {
        String token = token(register("""
                {"kind":"app","id":"reader","scopes":"system/*.read"}"""), "");

        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(200);
        assertThat(http.get("/fhir/Observation?_include=Observation:subject", bearer(token))
                        .statusCode())
                .isNotEqualTo(403);
        assertThat(post("/fhir/Patient", "{\"resourceType\":\"Patient\"}", token)
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.post("/intake/mercy-adt", "MSH|", bearer(token)).statusCode())
                .isEqualTo(403);
        assertThat(http.get("/actuator/prometheus", bearer(token)).statusCode()).isEqualTo(403);
    }

    @Test
    void aScopeForOneTypeDoesNotLeadToOthers() throws Exception {
        String token = token(register("""
                {"kind":"app","id":"narrow","scopes":"system/Patient.rs"}"""), "");

        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = http.get("/fhir/Observation", bearer(token));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("OperationOutcome");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("insufficient_scope");
        assertThat(http.get("/fhir/Patient?_revinclude=Observation:subject", bearer(token))
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.get("/fhir/Patient?_has:Observation:patient:code=1", bearer(token))
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.form("/fhir/Patient/_search", Map.of("_revinclude", "Observation:subject"), bearer(token))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aWritingAppWrites() throws Exception {
        String token = token(register("""
                {"kind":"app","id":"writer","scopes":"system/Patient.c"}"""), "");

        assertThat(post("/fhir/Patient", "{\"resourceType\":\"Patient\"}", token)
                        .statusCode())
                .isEqualTo(201);
        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(403);
    }

    @Test
    void aTokenMayBeNarrowerThanTheClient() throws Exception {
        JsonNode client = register("""
                {"kind":"app","id":"modest","scopes":"system/*.read"}""");

        String token = token(client, "system/Patient.rs");
        assertThat(http.get("/fhir/Observation", bearer(token)).statusCode()).isEqualTo(403);
        assertThat(grant(client, "system/*.write").statusCode()).isEqualTo(400);
    }

    @Test
    void aRevokedClientsTokensDieWithIt() throws Exception {
        JsonNode client = register("""
                {"kind":"app","id":"leaver","scopes":"system/*.read"}""");
        String token = token(client, "");
        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(200);

        assertThat(http.send("DELETE", "/clients/leaver", "", ADMIN).statusCode())
                .isEqualTo(204);

        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(401);
        assertThat(grant(client, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aRotatedSecretReplacesTheOldOne() throws Exception {
        JsonNode before = register("""
                {"kind":"app","id":"rotating","scopes":"system/*.read"}""");

        JsonNode after =
                JSON.readTree(http.post("/clients/rotating/secret", "", ADMIN).body());

        assertThat(grant(before, "").statusCode()).isEqualTo(401);
        assertThat(grant(after, "").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientMayProveItselfByKeyOnceAnAssertion() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        http.post(
                "/clients",
                JSON.writeValueAsString(Map.of(
                        "kind",
                        "app",
                        "id",
                        "backend",
                        "scopes",
                        "system/*.rs",
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject())),
                json(ADMIN));
        String assertion = assertion(key, "backend", AccessGateway.address(gateway) + "/oauth2/token");
        Map<String, String> request = Map.of(
                "grant_type", "client_credentials",
                "scope", "system/*.rs",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", assertion);

        HttpResponse<String> granted = http.form("/oauth2/token", request);
        assertThat(granted.statusCode()).isEqualTo(200);
        String token = JSON.readTree(granted.body()).path("access_token").asText();
        assertThat(http.get("/fhir/Patient", bearer(token)).statusCode()).isEqualTo(200);

        assertThat(http.form("/oauth2/token", request).statusCode()).isEqualTo(401);
    }

    @Test
    void anAssertionForSomebodyElseOrBySomeoneElseIsRefused() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        ECKey other = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        http.post(
                "/clients",
                JSON.writeValueAsString(Map.of(
                        "kind",
                        "app",
                        "id",
                        "strict",
                        "scopes",
                        "system/*.rs",
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject())),
                json(ADMIN));
        String here = AccessGateway.address(gateway) + "/oauth2/token";

        assertThat(granted(assertion(key, "strict", "https://elsewhere.example/token")))
                .isEqualTo(401);
        assertThat(granted(assertion(other, "strict", here))).isEqualTo(401);
        assertThat(granted(assertion(key, "strict", here))).isEqualTo(200);
    }

    @Test
    void administratorsDeclareFeedsByCurl() {
        assertThat(http.send("PUT", "/feeds/mercy", "{}", json(ADMIN)).statusCode())
                .isEqualTo(200);
        assertThat(http.get("/feeds", ADMIN).statusCode()).isEqualTo(200);
        assertThat(http.get("/feeds", basic("admin", "wrong")).statusCode()).isEqualTo(401);
        assertThat(http.get("/feeds").statusCode()).isEqualTo(401);
        assertThat(http.get("/actuator/prometheus", ADMIN).statusCode()).isEqualTo(200);
    }

    @Test
    void membersLookButDoNotAdminister() {
        Users users = gateway.getBean(Users.class);
        Users.Addition.Added added = (Users.Addition.Added) users.add("Marta", Role.MEMBER);
        String[] marta = basic("marta", added.password());

        assertThat(http.get("/feeds", marta).statusCode()).isEqualTo(200);
        assertThat(http.get("/fhir/Patient", marta).statusCode()).isEqualTo(200);
        assertThat(http.post("/intake/mercy", "MSH|", marta).statusCode()).isEqualTo(200);
        assertThat(http.send("PUT", "/feeds/mercy", "{}", json(marta)).statusCode())
                .isEqualTo(403);
        assertThat(http.get("/clients", marta).statusCode()).isEqualTo(403);
        assertThat(http.send("DELETE", "/fhir/Patient/1", "", marta).statusCode())
                .isEqualTo(403);
    }

    @Test
    void badRegistrationsAreRefusedInWords() throws Exception {
        assertThat(refusal("{\"kind\":\"robot\"}")).contains("\"feed\" or \"app\"");
        assertThat(refusal("{\"kind\":\"app\",\"id\":\"x\",\"scopes\":\"patient/*.read\"}"))
                .contains("patient/*.read");
        assertThat(refusal("{\"kind\":\"app\",\"id\":\"a b\",\"scopes\":\"system/*.read\"}"))
                .contains("client id");
        assertThat(refusal("{\"kind\":\"feed\"}")).contains("feed");
    }

    @Test
    void thePathsOfTheConsoleAskToSignIn() {
        HttpResponse<String> answer = http.get("/", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/sign-in");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'");
    }

    @Test
    void aSessionMayReadTheDoorsButNeedsItsTokenToWrite() {
        HttpCalls browser = new HttpCalls(AccessGateway.address(gateway));
        signIn(browser);

        assertThat(browser.get("/", "Accept", "text/html").body()).isEqualTo("overview for admin");
        assertThat(browser.get("/feeds").statusCode()).isEqualTo(200);
        assertThat(browser.send("PUT", "/feeds/mercy", "{}", json()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void errorsTellNothingOfTheRecordsInvolved(CapturedOutput log) {
        HttpCalls browser = new HttpCalls(AccessGateway.address(gateway));
        signIn(browser);

        HttpResponse<String> answer = browser.get("/broken", "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("Testwater").doesNotContain("at org.");
        assertThat(log.getAll()).contains("cause=").doesNotContain("Testwater");
    }

    @Test
    void guessingAtAPasswordIsStopped() {
        Users.Addition.Added added =
                (Users.Addition.Added) gateway.getBean(Users.class).add("guessed", Role.MEMBER);
        for (int i = 0; i < 10; i++) {
            assertThat(http.get("/feeds", basic("guessed", "guess-" + i)).statusCode())
                    .isEqualTo(401);
        }

        assertThat(http.get("/feeds", basic("guessed", added.password())).statusCode())
                .isEqualTo(401);
        assertThat(http.get("/feeds", ADMIN).statusCode()).isEqualTo(200);
    }

    @Test
    void grantsAndAdministrationAreOnRecord() throws Exception {
        token(register("""
                {"kind":"app","id":"recorded","scopes":"system/*.read"}"""), "");

        assertThat(gateway.getBean(AuditTrail.class).latest(100))
                .anySatisfy(line -> {
                    assertThat(line.actor()).isEqualTo("admin");
                    assertThat(line.act()).isEqualTo("client-registered");
                    assertThat(line.subject()).isEqualTo("recorded");
                })
                .anySatisfy(line -> {
                    assertThat(line.actor()).isEqualTo("recorded");
                    assertThat(line.act()).isEqualTo("token-granted");
                });
    }

    private static void signIn(HttpCalls browser) {
        String csrf = browser.get("/sign-in").body();
        HttpResponse<String> answer = browser.form(
                "/sign-in", Map.of("name", "admin", "password", AccessGateway.ADMIN_PASSWORD, "_csrf", csrf));
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("sign-in");
    }

    private static int granted(String assertion) {
        return http.form(
                        "/oauth2/token",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion", assertion))
                .statusCode();
    }

    private static String assertion(ECKey key, String client, String audience) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience(audience)
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                        .build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static JsonNode register(String wanted) throws Exception {
        HttpResponse<String> answer = http.post("/clients", wanted, json(ADMIN));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static String refusal(String wanted) throws Exception {
        HttpResponse<String> answer = http.post("/clients", wanted, json(ADMIN));
        assertThat(answer.statusCode()).isEqualTo(400);
        return JSON.readTree(answer.body()).path("detail").asText();
    }

    private static HttpResponse<String> grant(JsonNode client, String scope) {
        Map<String, String> request = scope.isEmpty()
                ? Map.of("grant_type", "client_credentials")
                : Map.of("grant_type", "client_credentials", "scope", scope);
        return http.form(
                "/oauth2/token",
                request,
                basic(client.path("id").asText(), client.path("secret").asText()));
    }

    private static String token(JsonNode client, String scope) throws Exception {
        HttpResponse<String> answer = grant(client, scope);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("access_token").asText();
    }

    private static HttpResponse<String> post(String path, String resource, String token) {
        return http.post(path, resource, "Authorization", "Bearer " + token, "Content-Type", "application/fhir+json");
    }

    private static String[] json(String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return all;
    }
}
