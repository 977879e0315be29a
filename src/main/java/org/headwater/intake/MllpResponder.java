package org.headwater.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.headwater.intake.MllpFrames.Block;
import org.headwater.message.Hl7v2Acknowledgement;
import org.headwater.message.Hl7v2Acknowledgement.Result;
import org.headwater.message.Hl7v2Header;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Answers v2 messages (v2.9 §2.9): accepted when the message is durably kept, an error when it cannot be kept now and is to
 * be sent again, rejected when sending it again will not help.
 */
@Component
class MllpResponder implements MllpListener.Responder {

    private static final Logger log = LoggerFactory.getLogger(MllpResponder.class);

    private final Feeds feeds;
    private final Inbox inbox;
    private final MllpSettings settings;
    private final IntakeMetrics metrics;
    private final Hl7v2Acknowledgement acknowledgements;
    private final Map<Integer, FeedId> feedsOfPorts = new ConcurrentHashMap<>();

    MllpResponder(Feeds feeds, Inbox inbox, MllpSettings settings, IntakeMetrics metrics, Clock clock) {
        this.feeds = feeds;
        this.inbox = inbox;
        this.settings = settings;
        this.metrics = metrics;
        this.acknowledgements = new Hl7v2Acknowledgement(clock);
    }

    /** Tells whose messages come in on a port. */
    void feedOfPort(int port, @Nullable String feed) {
        if (feed != null) {
            feedsOfPorts.put(
                    port,
                    FeedId.of(feed)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "headwater.mllp.ports: \"" + feed + "\" is no feed's id; " + FeedId.RULE)));
        }
    }

    @Override
    public List<byte[]> answer(Block message, MllpPeer peer) {
        long start = System.nanoTime();
        Optional<Hl7v2Header> header = Hl7v2Header.first(message.bytes());
        Answer answer = decide(message, header, peer);
        List<byte[]> told = mode(answer.feed) == AcknowledgementMode.ORIGINAL
                ? acknowledgements.original(message.bytes(), header, answer.result, answer.findings)
                : acknowledgements.asAsked(message.bytes(), header, answer.result, answer.findings);
        metrics.acknowledged(answer.result.original().name(), Duration.ofNanos(System.nanoTime() - start));
        return told;
    }

    private AcknowledgementMode mode(@Nullable Feed feed) {
        AcknowledgementMode agreed = feed == null ? null : feed.mllp().acknowledgement();
        return agreed == null ? settings.acknowledgement() : agreed;
    }

    private Answer decide(Block message, Optional<Hl7v2Header> header, MllpPeer peer) {
        if (message.noRoom()) {
            log.warn("not accepted: too many large messages at once port={}", peer.port());
            return Answer.later(null, "Too many large messages come in at once; send it again later.");
        }
        if (message.tooLarge()) {
            return Answer.reject(
                    null,
                    FindingCode.UNREADABLE,
                    "",
                    "The message is larger than " + settings.maxMessage().toMegabytes() + " MB.");
        }
        if (header.isEmpty()) {
            return Answer.reject(
                    null,
                    FindingCode.UNEXPECTED_STRUCTURE,
                    "MSH",
                    "This is no HL7 v2 message: it does not begin with MSH.");
        }
        Optional<Feed> feed = feed(header.get(), peer.port());
        if (feed.isEmpty()) {
            log.warn("rejected: unknown sender port={}", peer.port());
            return Answer.reject(
                    null,
                    FindingCode.UNRESOLVED_REFERENCE,
                    "MSH-3",
                    "No feed is declared for this sender (MSH-3, MSH-4).");
        }
        if (!feed.get().mllp().peers().allow(peer)) {
            log.warn(
                    "rejected: not from an allowed peer port={} feed={} peer={}",
                    peer.port(),
                    feed.get().id(),
                    peer.address().getHostAddress());
            metrics.refusedPeer("feed");
            return Answer.reject(
                    feed.get(),
                    FindingCode.UNRESOLVED_REFERENCE,
                    "MSH-3",
                    "This sender's messages are not taken from your address or certificate.");
        }
        if (header.get().type().isEmpty()) {
            return Answer.reject(
                    feed.get(),
                    FindingCode.REQUIRED_ELEMENT_MISSING,
                    "MSH-9",
                    "MSH-9 does not say what kind of message this is; send it as ADT^A01^ADT_A01.");
        }
        Optional<String> fragment = header.get().fragment();
        if (fragment.isPresent() && !V2Batch.is(message.bytes())) {
            return Answer.reject(feed.get(), FindingCode.UNEXPECTED_STRUCTURE, fragment.get(), Hl7v2Header.FRAGMENT);
        }
        return keep(feed.get(), message.bytes());
    }

    /** By the port it came in on, else by its sender, else the default feed. */
    private Optional<Feed> feed(Hl7v2Header header, int port) {
        return Optional.ofNullable(feedsOfPorts.get(port))
                .flatMap(feeds::find)
                .or(() -> feeds.ofPort(port))
                .or(() -> feeds.ofSender(header))
                .or(() -> Optional.ofNullable(settings.defaultFeed())
                        .flatMap(FeedId::of)
                        .flatMap(feeds::find));
    }

    private Answer keep(Feed feed, byte[] message) {
        try {
            inbox.accept(feed, message);
            return new Answer(feed, Result.ACCEPTED, List.of());
        } catch (InboxFull e) {
            log.warn("not accepted: inbox full feed={}", feed.id());
            return Answer.later(feed, "Too much waits to be stored; send it again later.");
        } catch (RuntimeException e) {
            log.error(
                    "not accepted feed={} size={} cause={}",
                    feed.id(),
                    message.length,
                    e.getClass().getSimpleName());
            return Answer.later(feed, "The message could not be kept; send it again later.");
        }
    }

    private record Answer(@Nullable Feed feed, Result result, List<Finding> findings) {
        static Answer later(@Nullable Feed feed, String text) {
            return new Answer(feed, Result.ERROR, List.of(Finding.of(FindingCode.INTERNAL, Severity.ERROR, "", text)));
        }

        static Answer reject(@Nullable Feed feed, FindingCode code, String location, String text) {
            return new Answer(feed, Result.REJECTED, List.of(Finding.of(code, Severity.FATAL, location, text)));
        }
    }
}
