package org.headwater.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headwater.intake.Feed;
import org.headwater.mapping.Compositions;
import org.headwater.mapping.RecordTree;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/** Gathers what a message may say and has it composed. */
@Component
class Writer {

    private final Compositions compositions;
    private final Clock clock;

    Writer(Compositions compositions, Clock clock) {
        this.compositions = compositions;
        this.clock = clock;
    }

    /**
     * What a message tells of.
     *
     * @param type MSH-9.1
     * @param trigger MSH-9.2
     * @param controlId MSH-10
     * @param composition what composes it
     * @param person whom it is about
     * @param parts the visit, referral, task or report, by the names compositions know them by
     * @param recorded when we learned of it
     * @param occurred when it happened, in FHIR's form
     * @param feed whose news it is
     */
    record News(
            String type,
            String trigger,
            String controlId,
            String composition,
            Patient person,
            Map<String, Object> parts,
            Instant recorded,
            String occurred,
            Feed feed) {
        @Override
        public String toString() {
            return "News[" + type + "^" + trigger + "]";
        }
    }

    Compositions.Composed write(News news, Destination destination, Library library) {
        Map<String, Object> record = new LinkedHashMap<>();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", news.type());
        message.put("trigger", news.trigger());
        message.put("controlId", news.controlId());
        message.put("time", clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        message.put("version", destination.version());
        message.put("processing", destination.processing());
        message.put("sendingApplication", destination.names().sendingApplication());
        message.put("sendingFacility", destination.names().sendingFacility());
        message.put("receivingApplication", destination.names().receivingApplication());
        message.put("receivingFacility", destination.names().receivingFacility());
        message.put("characterSet", destination.characterSet().code());
        message.put("notes", destination.notes());
        message.put("zSegments", destination.zSegments());
        record.put("message", message);
        record.put("event", Map.of("recorded", whole(news.recorded()), "occurred", news.occurred()));
        record.put(
                "source",
                Map.of(
                        "feed", news.feed().id().value(),
                        "organization", news.feed().organization(),
                        "sector", news.feed().sector().code()));
        record.put("person", news.person());
        record.putAll(news.parts());
        return compositions.compose(news.composition(), RecordTree.of(record, library::find), destination.dialect());
    }

    private static String whole(Instant instant) {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }
}
