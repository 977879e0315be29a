package org.headwater.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Administrators' doors to the clients; {@code SecurityRules} keeps everybody else out. */
@RestController
@RequestMapping("/clients")
class ClientsController {
    private final Clients clients;
    private final Addresses addresses;

    ClientsController(Clients clients, Addresses addresses) {
        this.clients = clients;
        this.addresses = addresses;
    }

    /** What a registration asks for; see {@link Clients.Application}. */
    record Wanted(
            @Nullable String id,
            @Nullable String kind,
            @Nullable String feed,
            @Nullable String scopes,
            @Nullable JsonNode jwks,
            @Nullable String jwksUri) {}

    /** A client as it is told over the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(
            String id,
            String kind,
            @Nullable String feed,
            String scopes,
            List<String> proof,
            String state,
            @Nullable String secret,
            @Nullable String tokenUrl) {

        static Told of(Client client) {
            return new Told(
                    client.id(),
                    client.kind().code(),
                    client.feed(),
                    String.join(" ", client.scopes()),
                    client.proof(),
                    client.active() ? "active" : "revoked",
                    null,
                    null);
        }

        Told with(@Nullable String itsSecret, String itsTokenUrl) {
            return new Told(id, kind, feed, scopes, proof, state, itsSecret, itsTokenUrl);
        }
    }

    @GetMapping
    List<Told> all() {
        return clients.all().stream().map(Told::of).toList();
    }

    @PostMapping
    ResponseEntity<?> register(@RequestBody Wanted wanted) {
        String kind = text(wanted.kind()).toUpperCase(Locale.ROOT);
        if (!kind.equals("FEED") && !kind.equals("APP")) {
            return refused("The kind of a client is \"feed\" or \"app\".");
        }
        return answer(
                clients.register(new Clients.Application(
                        text(wanted.id()),
                        Client.Kind.valueOf(kind),
                        text(wanted.feed()),
                        text(wanted.scopes()),
                        wanted.jwks() == null ? "" : wanted.jwks().toString(),
                        text(wanted.jwksUri()))),
                HttpStatus.CREATED);
    }

    @PostMapping("/{id}/secret")
    ResponseEntity<?> rotate(@PathVariable String id) {
        return answer(clients.rotate(id), HttpStatus.OK);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@PathVariable String id) {
        return clients.revoke(id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    private ResponseEntity<?> answer(Clients.Answer answer, HttpStatus status) {
        if (answer instanceof Clients.Answer.Registered registered) {
            String base = addresses.base(ServletUriComponentsBuilder.fromCurrentContextPath());
            return ResponseEntity.status(status)
                    .header("Cache-Control", "no-store")
                    .body(Told.of(registered.client()).with(registered.secret(), base + "/oauth2/token"));
        }
        return refused(((Clients.Answer.Refused) answer).why());
    }

    private static ResponseEntity<?> refused(String why) {
        return ResponseEntity.badRequest().body(ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, why));
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }
}
