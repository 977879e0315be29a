package org.headwater.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /destinations}: declares destinations and shows them with their counts. */
@RestController
class DestinationController {

    private static final int PAGE = 100;

    private final Destinations destinations;
    private final Deliveries deliveries;
    private final ObjectMapper json;

    DestinationController(Destinations destinations, Deliveries deliveries, ObjectMapper json) {
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.json = json;
    }

    @GetMapping("/destinations")
    List<Map<String, Object>> all() {
        return destinations.all().stream().map(this::shown).toList();
    }

    @GetMapping("/destinations/{id}")
    Map<String, Object> one(@PathVariable String id) {
        return shown(find(id));
    }

    @PutMapping("/destinations/{id}")
    ResponseEntity<Map<String, Object>> declare(@PathVariable String id, @RequestBody byte[] body) {
        DestinationId name = DestinationId.of(id).orElseThrow(() -> badRequest(List.of("id: " + DestinationId.RULE)));
        List<Problem> problems = new ArrayList<>();
        Destination destination = DestinationDeclaration.read(
                        name,
                        YamlFile.parse("destination " + id, json(body), problems::add)
                                .root(),
                        problems::add)
                .orElseThrow(
                        () -> badRequest(problems.stream().map(Problem::message).toList()));
        boolean known = destinations.find(name).isPresent();
        destinations.declare(destination);
        return ResponseEntity.status(known ? HttpStatus.OK : HttpStatus.CREATED)
                .body(DestinationDeclaration.write(destination));
    }

    @DeleteMapping("/destinations/{id}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        destinations.delete(find(id).id());
        return ResponseEntity.noContent().build();
    }

    /** Messages of a destination, newest first, without what they say of anybody. */
    @GetMapping("/destinations/{id}/messages")
    List<Map<String, Object>> messages(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before) {
        return deliveries.newest(find(id).id(), DeliveryState.of(state).orElse(null), before, PAGE).stream()
                .map(DestinationController::shown)
                .toList();
    }

    private static Map<String, Object> shown(Delivery delivery) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("id", delivery.id());
        keys.put("controlId", delivery.controlId());
        keys.put("type", delivery.type());
        keys.put("event", delivery.occasion());
        keys.put("subject", delivery.subject());
        keys.put("entry", delivery.entry());
        keys.put("composition", delivery.composition());
        keys.put("state", delivery.state().code());
        keys.put("attempts", delivery.attempts());
        keys.put("createdAt", delivery.createdAt());
        if (delivery.state() == DeliveryState.WAITING) {
            keys.put("dueAt", delivery.dueAt());
        }
        Optional.ofNullable(delivery.settledAt()).ifPresent(time -> keys.put("settledAt", time));
        Optional.ofNullable(delivery.answer()).ifPresent(answer -> keys.put("answer", answer));
        Optional.ofNullable(delivery.reason()).ifPresent(reason -> keys.put("reason", reason));
        return keys;
    }

    @PostMapping("/destinations/{id}/pause")
    Map<String, Object> pause(@PathVariable String id) {
        destinations.pause(find(id).id(), true);
        return one(id);
    }

    @PostMapping("/destinations/{id}/resume")
    Map<String, Object> resume(@PathVariable String id) {
        destinations.pause(find(id).id(), false);
        return one(id);
    }

    /** Sends all dead messages again, or one. */
    @PostMapping("/destinations/{id}/replay")
    Map<String, Integer> replay(@PathVariable String id, @RequestParam Optional<Long> message) {
        DestinationId destination = find(id).id();
        return Map.of(
                "replayed",
                message.map(one -> deliveries.revive(destination, one) ? 1 : 0)
                        .orElseGet(() -> deliveries.reviveAll(destination)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ErrorResponseException refusal) {
        return ResponseEntity.status(refusal.getStatusCode())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(refusal.getBody());
    }

    private Map<String, Object> shown(Destination destination) {
        Map<String, Object> keys = new LinkedHashMap<>(DestinationDeclaration.write(destination));
        Standing standing = deliveries.standing(destination.id());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("waiting", standing.waiting());
        counts.put("failed", standing.failed());
        counts.put("sent", standing.sent());
        counts.put("dead", standing.dead());
        counts.put("withheld", standing.withheld());
        keys.put("counts", counts);
        if (standing.lastSent() != null) {
            keys.put("lastSent", standing.lastSent().toString());
        }
        deliveries.trouble(destination.id()).ifPresent(reason -> keys.put("trouble", reason));
        return keys;
    }

    private Destination find(String id) {
        return DestinationId.of(id)
                .flatMap(destinations::find)
                .orElseThrow(() -> refusal(
                        HttpStatus.NOT_FOUND,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.NOT_FOUND,
                                "There is no such destination. GET /destinations lists those there are.")));
    }

    /** Set out anew, for JSON may be laid out as YAML may not. */
    private String json(byte[] body) {
        try {
            return json.readTree(body).toString();
        } catch (JsonProcessingException e) {
            throw badRequest(
                    List.of("the body is not JSON (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ErrorResponseException badRequest(List<String> problems) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.join("; ", problems));
        detail.setProperty("problems", problems);
        return refusal(HttpStatus.BAD_REQUEST, detail);
    }

    private static ErrorResponseException refusal(HttpStatus status, ProblemDetail detail) {
        return new ErrorResponseException(status, detail, null);
    }
}
