package org.headwater.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The members of the demo community and what they send. */
final class DemoCommunity {

    private DemoCommunity() {}

    /** How a member's records arrive. */
    enum Door {
        MLLP,
        DROP_FOLDER,
        HTTP,
        UPLOAD
    }

    /**
     * A member's feed.
     *
     * @param id the feed
     * @param declaration as {@code PUT /feeds/{id}} takes it
     * @param door how its records arrive
     * @param file what it sends, below {@code demo/}
     */
    record Member(String id, String declaration, Door door, String file) {}

    static List<Member> members() {
        return List.of(
                new Member("mercy-adt", """
                        {"format":"hl7v2","sector":"hospital","organization":"Mercy Hospital","zone":"America/Chicago",
                         "authority":"urn:oid:2.16.840.1.113883.19.5.1",
                         "senders":[{"application":"MERCY_ADT","facility":"MERCY"}]}""", Door.MLLP, "mercy-adt.hl7"),
                new Member("lakeside-lab", """
                        {"format":"hl7v2","sector":"hospital","organization":"Lakeside Medical Group",
                         "zone":"America/Chicago","authority":"urn:oid:2.16.840.1.113883.19.5.2",
                         "senders":[{"application":"LAKE_LAB","facility":"LAKESIDE"}]}""", Door.MLLP, "lakeside-oru.hl7"),
                new Member("lakeside-fhir", """
                        {"format":"fhir","sector":"hospital","organization":"Lakeside Medical Group",
                         "zone":"America/Chicago","authority":"urn:oid:2.16.840.1.113883.19.5.2"}""", Door.HTTP, "lakeside-bundle.json"),
                new Member("prairie-claims", """
                        {"format":"x12","sector":"payer","organization":"Prairie Health Plan","zone":"America/Chicago",
                         "authority":"urn:oid:2.16.840.1.113883.19.6"}""", Door.DROP_FOLDER, "prairie-837p.edi"),
                new Member("three-rivers-hie", """
                        {"format":"ccda","sector":"hie","organization":"Three Rivers Health Information Exchange",
                         "zone":"America/Chicago","authority":"urn:oid:2.16.840.1.113883.19.7"}""", Door.HTTP, "hie-ccd.xml"),
                new Member("harvest-table", """
                        {"format":"table","sector":"social","organization":"Harvest Table Food Pantry",
                         "zone":"America/Chicago","mapping":"table/food-pantry-visit"}""", Door.UPLOAD, PantryWorkbook.NAME),
                new Member("cedar-transport", """
                        {"format":"table","sector":"social","organization":"Cedar Transport","zone":"America/Chicago"}""", Door.UPLOAD, "cedar-transport-rides.csv"),
                new Member("hope-network", """
                        {"format":"table","sector":"social","organization":"Hope Network","zone":"America/Chicago"}""", Door.UPLOAD, "hope-network-referrals.csv"));
    }

    /** What a member sends. */
    static byte[] content(Member member) {
        if (member.file().equals(PantryWorkbook.NAME)) {
            return PantryWorkbook.bytes();
        }
        try (InputStream in = DemoCommunity.class.getResourceAsStream("/demo/" + member.file())) {
            return Objects.requireNonNull(in, member.file()).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
