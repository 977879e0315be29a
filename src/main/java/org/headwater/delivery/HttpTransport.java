package org.headwater.delivery;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HL7 v2 posted to a URL ({@code application/hl7-v2}); the answer's body is the acknowledgement where it has one. */
final class HttpTransport implements Transport {

    private static final Set<Integer> NEVER = Set.of(400, 406, 409, 410, 413, 415, 422);
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private final Destination destination;
    private final HttpClient client;
    private final @Nullable String authorization;

    HttpTransport(Destination destination, HttpClient client, Map<String, String> secrets) {
        this.destination = destination;
        this.client = client;
        this.authorization = authorization(destination.credentials(), secrets);
    }

    private static @Nullable String authorization(@Nullable Credentials credentials, Map<String, String> secrets) {
        String secret = credentials == null ? null : secrets.get(credentials.secret());
        if (credentials == null || secret == null) {
            return null;
        }
        return credentials.user() == null
                ? "Bearer " + secret
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((credentials.user() + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Answer send(byte[] message, String controlId) {
        Credentials credentials = destination.credentials();
        if (credentials != null && authorization == null) {
            return new Answer.NoWay("The secret \"" + credentials.secret()
                    + "\" is not set; set headwater.delivery.secrets." + credentials.secret());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(destination.address())
                .timeout(destination.acknowledgementTimeout())
                .header(
                        "Content-Type",
                        "application/hl7-v2; charset="
                                + destination.characterSet().charset().name())
                .header("Accept", "application/hl7-v2, text/plain;q=0.8, */*;q=0.1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()), controlId);
        } catch (java.net.http.HttpConnectTimeoutException | java.net.ConnectException e) {
            return new Answer.NoWay("No connection to " + destination.address().getHost() + " ("
                    + e.getClass().getSimpleName() + ")");
        } catch (IOException e) {
            return new Answer.NotNow(
                    null, "No answer to the request (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.NoWay("Stopped");
        }
    }

    private static Answer answer(HttpResponse<byte[]> response, String controlId) {
        int status = response.statusCode();
        String code = Integer.toString(status);
        Answer acknowledged = Acknowledgement.read(response.body())
                .filter(acknowledgement -> acknowledgement.answers(controlId))
                .map(Acknowledgement::answer)
                .orElse(null);
        if (acknowledged != null && (status / 100 == 2 || !(acknowledged instanceof Answer.Taken))) {
            return acknowledged;
        }
        if (status / 100 == 2) {
            return new Answer.Taken(code);
        }
        if (NEVER.contains(status)) {
            return new Answer.Never(code, "The receiver refused the request with HTTP status " + code);
        }
        if (status >= 500 || LATER.contains(status)) {
            return new Answer.NotNow(code, "The receiver could not take it: HTTP status " + code);
        }
        return new Answer.NoWay("The address or our credentials are not right: HTTP status " + code);
    }

    @Override
    public void close() {
        // The client is shared by all of a destination's connections and closes itself.
    }
}
