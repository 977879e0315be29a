package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.intake.Sender;
import org.headwater.message.Format;
import org.junit.jupiter.api.Test;

class FeedFormTests {

    @Test
    void readsAFeedAndMakesUpItsAuthority() {
        FeedForm form = new FeedForm(
                " mercy-adt ", "Mercy Hospital", "hl7v2", "hospital", "America/Chicago", "", "EPIC", "", "2576");

        Feed feed = Objects.requireNonNull(form.read(Optional.empty()).feed());

        assertThat(feed.id()).isEqualTo(new FeedId("mercy-adt"));
        assertThat(feed.authority()).isEqualTo("urn:headwater:org:mercy-hospital");
        assertThat(feed.senders()).containsExactly(new Sender("EPIC", null));
        assertThat(feed.mllpPort()).isEqualTo(2576);
    }

    @Test
    void namesEveryMistakeAtOnce() {
        FeedForm form = new FeedForm("Mercy ADT", "", "fax", "hospital", "Middle/Earth", "123", "", "", "99999");

        assertThat(form.read(Optional.empty()).objections()).hasSize(6);
    }

    @Test
    void keepsWhatTheFormDoesNotShow() {
        Feed before = new Feed(
                new FeedId("mercy-adt"),
                Format.HL7V2,
                Sector.of("hospital").orElseThrow(),
                "Mercy",
                ZoneId.of("UTC"),
                "urn:oid:1.2",
                Map.of("MERCY", "urn:oid:1.2.3"),
                "hl7v2/adt",
                List.of(new Sender("EPIC", "A"), new Sender("EPIC", "B")),
                null);

        Feed after = FeedForm.of(before).read(Optional.of(before)).feed();

        assertThat(after).isEqualTo(before);
    }
}
