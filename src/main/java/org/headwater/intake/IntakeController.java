package org.headwater.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.headwater.access.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /intake}: takes in payloads of any kind, and shows how far they have come. */
@RestController
class IntakeController {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Feeds feeds;
    private final Receipts receipts;

    IntakeController(Feeds feeds, Receipts receipts) {
        this.feeds = feeds;
        this.receipts = receipts;
    }

    /**
     * Takes in the body, or the files of a multipart upload.
     *
     * @param name the file's name, when the body alone does not tell what it is
     * @param wait {@code stored} to be answered only when all is stored or quarantined
     */
    @PostMapping("/intake/{feed}")
    ResponseEntity<Map<String, Object>> take(
            @PathVariable String feed,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String wait,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        Feed declared = FeedId.of(feed).flatMap(feeds::find).orElseThrow(() -> Refusal.unknownFeed(feed));
        if (!wait.isEmpty() && !wait.equals("stored")) {
            throw Refusal.badRequest(List.of("wait: \"stored\" is the only value; leave it out not to wait"));
        }
        Reception reception = receipts.open(declared, Door.HTTP);
        if (Multipart.is(request)) {
            takeFiles(request, reception);
        } else {
            takeBody(request, name, reception);
        }
        Receipt receipt = reception.receipt();
        if (!wait.isEmpty() && receipts.awaitCompletion(receipt.id(), LONGEST_WAIT)) {
            return ResponseEntity.ok(
                    ReceiptJson.counts(receipts.status(receipt.id()).orElseThrow()));
        }
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(ReceiptJson.keys(receipt));
    }

    private static void takeFiles(HttpServletRequest request, Reception reception) throws IOException {
        if (Multipart.forEachFile(request, reception::file) == 0) {
            throw Refusal.badRequest(List.of("the upload holds no file; send each as a part with a file name"));
        }
    }

    private static void takeBody(HttpServletRequest request, String name, Reception reception) throws IOException {
        PushbackInputStream body = new PushbackInputStream(request.getInputStream());
        int first = body.read();
        if (first < 0) {
            throw Refusal.badRequest(List.of(
                    "the request has no body; send the payload as the body, or files as a" + " multipart upload"));
        }
        body.unread(first);
        reception.file(name, body);
    }

    /** To whoever may not send to a receipt's feed, there is no such receipt. */
    @GetMapping("/intake/receipts/{id}")
    Map<String, Object> status(@PathVariable String id, @RequestParam(defaultValue = "0") long behind) {
        ReceiptStatus status = receiptId(id)
                .flatMap(receipt -> receipts.status(receipt, behind))
                .filter(found -> Caller.current().sendsTo(found.feed().value()))
                .orElseThrow(() -> Refusal.notFound("There is no such receipt."));
        return ReceiptJson.keys(status);
    }

    private static Optional<UUID> receiptId(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
