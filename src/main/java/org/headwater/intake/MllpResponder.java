package org.headwater.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.headwater.intake.MllpFrames.Block;
import org.headwater.message.Hl7v2Acknowledgement;
import org.headwater.message.Hl7v2Acknowledgement.Code;
import org.headwater.message.Hl7v2Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Answers v2 messages (v2 §2.9.2): AA when the message is durably kept, AE when it cannot be kept now and is to be sent
 * again, AR when sending it again will not help.
 */
@Component
class MllpResponder implements MllpListener.Responder {

    private static final Logger log = LoggerFactory.getLogger(MllpResponder.class);

    private final Feeds feeds;
    private final Inbox inbox;
    private final MllpSettings settings;
    private final IntakeMetrics metrics;
    private final Hl7v2Acknowledgement acknowledgements;

    MllpResponder(Feeds feeds, Inbox inbox, MllpSettings settings, IntakeMetrics metrics, Clock clock) {
        this.feeds = feeds;
        this.inbox = inbox;
        this.settings = settings;
        this.metrics = metrics;
        this.acknowledgements = new Hl7v2Acknowledgement(clock);
    }

    @Override
    public byte[] answer(Block message, int port) {
        long start = System.nanoTime();
        Optional<Hl7v2Header> header = Hl7v2Header.first(message.bytes());
        Answer answer = decide(message, header, port);
        byte[] acknowledgement = answer.code == Code.AA
                ? acknowledgements.of(header, Code.AA, List.of())
                : acknowledgements.refused(header, answer.code, answer.text);
        metrics.acknowledged(answer.code.name(), Duration.ofNanos(System.nanoTime() - start));
        return acknowledgement;
    }

    private Answer decide(Block message, Optional<Hl7v2Header> header, int port) {
        if (message.tooLarge()) {
            return Answer.reject(
                    "The message is larger than " + settings.maxMessage().toMegabytes() + " MB.");
        }
        if (header.isEmpty()) {
            return Answer.reject("This is no HL7 v2 message: it does not begin with MSH.");
        }
        Optional<Feed> feed = feed(header, port);
        if (feed.isEmpty()) {
            log.warn("rejected: unknown sender port={}", port);
            return Answer.reject("No feed is declared for this sender (MSH-3, MSH-4).");
        }
        return keep(feed.get(), message.bytes());
    }

    /** By the port it came in on, else by its sender, else the default feed. */
    private Optional<Feed> feed(Optional<Hl7v2Header> header, int port) {
        return feeds.ofPort(port)
                .or(() -> header.flatMap(h -> feeds.ofSender(h.sendingApplication(), h.sendingFacility())))
                .or(() -> Optional.ofNullable(settings.defaultFeed())
                        .flatMap(FeedId::of)
                        .flatMap(feeds::find));
    }

    private Answer keep(Feed feed, byte[] message) {
        try {
            inbox.accept(feed, message);
            return Answer.ACCEPT;
        } catch (InboxFull e) {
            log.warn("not accepted: inbox full feed={}", feed.id());
            return Answer.later("Too much waits to be stored; send it again later.");
        } catch (RuntimeException e) {
            log.error(
                    "not accepted feed={} size={} cause={}",
                    feed.id(),
                    message.length,
                    e.getClass().getSimpleName());
            return Answer.later("The message could not be kept; send it again later.");
        }
    }

    private record Answer(Code code, String text) {
        static final Answer ACCEPT = new Answer(Code.AA, "");

        static Answer later(String text) {
            return new Answer(Code.AE, text);
        }

        static Answer reject(String text) {
            return new Answer(Code.AR, text);
        }
    }
}
