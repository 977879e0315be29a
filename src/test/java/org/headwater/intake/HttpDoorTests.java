package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** The HTTP door over a real socket, without the rest of the gateway. */
class HttpDoorTests {

    private static final String VISITS = "Client ID,Visit\n1,2026-01-01\n2,2026-01-02\n";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private TestIntake intake;
    private ServletWebServerApplicationContext web;

    @Configuration
    @ImportAutoConfiguration({
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class
    })
    @Import({IntakeController.class, FeedController.class, EntryController.class, IntakeAdvice.class})
    static class Web {
        @Bean
        FilterRegistrationBean<RawBodies> rawBodies() {
            return IntakeConfiguration.rawBodies();
        }

        /** Stands for the gateway's security: the caller's scope is what the request says, else all feeds. */
        @Bean
        FilterRegistrationBean<Filter> caller() {
            return new FilterRegistrationBean<>((request, response, chain) -> {
                String scope = ((HttpServletRequest) request).getHeader("Test-Scope");
                SecurityContextHolder.getContext()
                        .setAuthentication(new TestingAuthenticationToken(
                                "tester", "", "SCOPE_" + (scope == null ? "intake/*" : scope)));
                try {
                    chain.doFilter(request, response);
                } finally {
                    SecurityContextHolder.clearContext();
                }
            });
        }
    }

    @BeforeEach
    void open() {
        intake = new TestIntake(Databases.freshH2(), TestIntake.settings(1000));
        web = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Web.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "spring.main.banner-mode=off", "spring.config.name=none")
                .initializers((GenericApplicationContext context) -> {
                    context.registerBean(Feeds.class, () -> intake.feeds);
                    context.registerBean(Receipts.class, () -> intake.receipts);
                    context.registerBean(InboxEntries.class, () -> intake.list);
                    context.registerBean(Inbox.class, () -> intake.inbox);
                    context.registerBean(IntakeSettings.class, () -> intake.settings);
                })
                .run();
    }

    @AfterEach
    void close() {
        web.close();
        intake.close();
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + web.getWebServer().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return send(at(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        return json.readTree(response.body());
    }

    @Test
    void aBodyOfAnyTypeIsTakenAsItCame() throws IOException {
        intake.feed("pantry", Format.TABLE);
        int visit = 0;
        for (String type : List.of(
                "text/csv",
                "application/x-www-form-urlencoded",
                "application/fhir+json",
                "application/edi-x12",
                "x-application/hl7-v2+er7")) {
            String rows = "Client ID,Visit\n" + ++visit + ",2026-01-01\n" + ++visit + ",2026-01-02\n";
            HttpResponse<String> response = post("/intake/pantry", type, rows);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(json(response).path("entries").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aReceiptIsGivenAndTellsHowFarThingsHaveCome() throws IOException {
        intake.feed("pantry", Format.TABLE);
        JsonNode receipt = json(post("/intake/pantry?name=visits.csv", "text/csv", VISITS));
        assertThat(receipt.fieldNames()).toIterable().containsExactly("receipt", "entries", "duplicates", "status");
        assertThat(receipt.path("status").asText())
                .isEqualTo("/intake/receipts/" + receipt.path("receipt").asText());
        JsonNode status = json(send(at(receipt.path("status").asText())));
        assertThat(status.path("accepted").asInt()).isEqualTo(2);
        intake.finish(EntryState.STORED, intake.waiting());
        assertThat(json(send(at(receipt.path("status").asText())))
                        .path("stored")
                        .asInt())
                .isEqualTo(2);
        JsonNode again = json(post("/intake/pantry", "text/csv", VISITS));
        assertThat(again.path("entries").asInt()).isZero();
        assertThat(again.path("duplicates").asInt()).isEqualTo(2);
    }

    @Test
    void whoWaitsIsAnsweredWhenAllIsStored() throws IOException {
        intake.feed("pantry", Format.TABLE);
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                at("/intake/pantry?wait=stored")
                        .POST(BodyPublishers.ofString(VISITS))
                        .build(),
                BodyHandlers.ofString());
        while (intake.waiting().size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(answer).isNotDone();
        intake.finish(EntryState.STORED, intake.waiting());
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(json(answer.join()).path("stored").asInt()).isEqualTo(2);
    }

    @Test
    void filesOfAMultipartUploadAreTakenOneByOne() throws IOException {
        intake.feed("pantry", Format.TABLE);
        String upload = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n" + VISITS + "\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.csv\"\r\n\r\n"
                + "Client ID,Visit\n3,2026-01-03\n4,2026-01-04\n5,2026-01-05\r\n--b--\r\n";
        HttpResponse<String> response = post("/intake/pantry", "multipart/form-data; boundary=b", upload);
        assertThat(json(response).path("entries").asInt()).isEqualTo(5);
        HttpResponse<String> none = post("/intake/pantry", "multipart/form-data; boundary=b", "--b--\r\n");
        assertThat(none.statusCode()).isEqualTo(400);
    }

    @Test
    void whatCannotBeGrantedSaysWhatToDo() throws IOException {
        HttpResponse<String> unknown = post("/intake/nobody", "text/csv", VISITS);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("detail").asText()).contains("PUT /feeds/nobody");
        intake.feed("pantry", Format.TABLE);
        assertThat(post("/intake/pantry", "text/csv", "").statusCode()).isEqualTo(400);
        assertThat(post("/intake/pantry?wait=long", "text/csv", VISITS).statusCode())
                .isEqualTo(400);
        assertThat(send(at("/intake/receipts/none")).statusCode()).isEqualTo(404);
        assertThat(send(at("/intake/entries/17")).statusCode()).isEqualTo(404);
    }

    @Test
    void aSenderIsToTryLaterWhenTooMuchWaitsOrTheDatabaseIsAway() {
        intake.feed("pantry", Format.TABLE);
        intake.jdbc.execute("alter table hw_payload rename to away");
        HttpResponse<String> away = post("/intake/pantry", "text/csv", VISITS);
        intake.jdbc.execute("alter table away rename to hw_payload");
        assertThat(away.statusCode()).isEqualTo(503);
        Feed mercy = intake.feed("mercy", Format.HL7V2);
        for (int i = 0; i < 1000; i++) {
            intake.inbox.accept(mercy, TestIntake.message("c" + i, "m" + i));
        }
        HttpResponse<String> full = post("/intake/pantry", "text/csv", VISITS);
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void feedsAreDeclaredAndShown() throws IOException {
        String declaration = """
                {
                \t"format": "hl7v2", "sector": "hospital", "organization": "Mercy", "zone": "America/Chicago"
                }""";
        HttpResponse<String> created = send(at("/feeds/mercy").PUT(BodyPublishers.ofString(declaration)));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(send(at("/feeds/mercy")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .PUT(BodyPublishers.ofString(declaration)))
                        .statusCode())
                .isEqualTo(200);
        JsonNode feed = json(send(at("/feeds/mercy")));
        assertThat(feed.path("organization").asText()).isEqualTo("Mercy");
        assertThat(feed.path("counts").path("stored").asInt(-1)).isZero();
        assertThat(json(send(at("/feeds")))).hasSize(1);
        HttpResponse<String> wrong = send(at("/feeds/mercy").PUT(BodyPublishers.ofString("{\"format\":\"hl7\"}")));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).path("problems")).hasSize(3);
        assertThat(send(at("/feeds/Not%20A%20Slug").PUT(BodyPublishers.ofString(declaration)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(at("/feeds/mercy").PUT(BodyPublishers.ofString("{nonsense")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void entriesAreListedAndReplayed() throws IOException {
        intake.feed("pantry", Format.TABLE);
        post("/intake/pantry", "text/csv", VISITS);
        intake.finish(EntryState.QUARANTINED, intake.waiting());
        JsonNode quarantined = json(send(at("/intake/entries?feed=pantry&state=quarantined")));
        assertThat(quarantined).hasSize(2);
        long entry = quarantined.get(0).path("entry").asLong();
        assertThat(json(post("/intake/entries/" + entry + "/replay", "text/plain", ""))
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(post("/intake/entries/replay?feed=pantry&state=quarantined", "text/plain", ""))
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        assertThat(send(at("/intake/entries?state=odd")).statusCode()).isEqualTo(400);
        assertThat(post("/intake/entries/replay", "text/plain", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aReceiptIsToldToWhoeverMaySendToItsFeedOnly() throws Exception {
        intake.feed("visits", Format.TABLE);
        String status = json(post("/intake/visits?name=v.csv", "text/csv", VISITS))
                .path("status")
                .asText();

        assertThat(send(at(status).header("Test-Scope", "intake/visits")).statusCode())
                .isEqualTo(200);
        assertThat(send(at(status).header("Test-Scope", "intake/other")).statusCode())
                .isEqualTo(404);
    }
}
