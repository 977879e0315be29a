package org.headwater.intake;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Tells requesters of this module what went wrong, and whether to try again. */
@RestControllerAdvice(assignableTypes = {FeedController.class, IntakeController.class, EntryController.class})
class IntakeAdvice {

    private static final Logger log = LoggerFactory.getLogger(IntakeAdvice.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final IntakeSettings settings;

    IntakeAdvice(IntakeSettings settings) {
        this.settings = settings;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ErrorResponseException refusal) {
        return ResponseEntity.status(refusal.getStatusCode())
                .headers(refusal.getHeaders())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(refusal.getBody());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> full(InboxFull full) {
        return refused(Refusal.tryLater(SOON, "More waits to be stored than the gateway may hold; try again."));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> notKept(RuntimeException failure) {
        log.error("request not served: database cause={}", failure.getClass().getSimpleName());
        return refused(Refusal.tryLater(SOON, "The gateway's database does not answer; try again."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooLarge(Limited.TooLarge tooLarge) {
        return refused(Refusal.tooLarge(settings.maxPayload().toBytes()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(IOException failure) {
        return refused(Refusal.badRequest(java.util.List.of("the body ended early, or is no sound multipart upload,"
                + " zip or gzip file; files before the fault are kept, send it again whole")));
    }
}
