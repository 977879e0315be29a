package org.headwater.intake;

import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Requests that cannot be granted, as problem details (RFC 9457) that say what to do instead. */
final class Refusal {

    private Refusal() {}

    static ErrorResponseException badRequest(List<String> problems) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.join("; ", problems));
        detail.setProperty("problems", problems);
        return new ErrorResponseException(HttpStatus.BAD_REQUEST, detail, null);
    }

    static ErrorResponseException unknownFeed(String id) {
        return of(
                HttpStatus.NOT_FOUND,
                FeedId.of(id)
                        .map(feed -> "There is no feed \"" + feed + "\". Declare it with PUT /feeds/" + feed
                                + " {\"format\":…,\"sector\":…,\"organization\":…}; GET /feeds lists those there are.")
                        .orElse("A feed id is " + FeedId.RULE + "."));
    }

    static ErrorResponseException notFound(String what) {
        return of(HttpStatus.NOT_FOUND, what);
    }

    static ErrorResponseException conflict(String what) {
        return of(HttpStatus.CONFLICT, what);
    }

    static ErrorResponseException tooLarge(long most) {
        return of(HttpStatus.PAYLOAD_TOO_LARGE, "A file may have at most " + most + " bytes, unpacked.");
    }

    static ErrorResponseException tryLater(Duration after, String why) {
        ErrorResponseException refusal = of(HttpStatus.SERVICE_UNAVAILABLE, why);
        refusal.getHeaders().add(HttpHeaders.RETRY_AFTER, String.valueOf(after.toSeconds()));
        return refusal;
    }

    private static ErrorResponseException of(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
