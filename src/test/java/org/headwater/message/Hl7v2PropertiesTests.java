package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.v251.message.ADT_A01;
import ca.uhn.hl7v2.parser.DefaultXMLParser;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What a parser nobody here wrote, HAPI's, writes, and this reads: the same values, in segments and in XML. */
class Hl7v2PropertiesTests {

    private static final Hl7v2Reader READER = new Hl7v2Reader();
    private static final PipeParser PARSER = new PipeParser();

    static {
        // else it keeps the last id in a file
        PARSER.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    }

    /** Without backslashes: what stands between two of them HAPI takes for an escape, and writes as it is. */
    @Provide
    Arbitrary<String> value() {
        return Arbitraries.strings()
                .withChars("aZ|^~&#é王<>'\" ,.-0")
                .ofMinLength(1)
                .ofMaxLength(20)
                .map(text -> "x" + text.strip() + "x");
    }

    @Property(tries = 200)
    void whatAnotherParserWritesIsReadAsItWasMeant(
            @ForAll @From("value") String family,
            @ForAll @From("value") String given,
            @ForAll @From("value") String authority,
            @ForAll @IntRange(min = 1, max = 4) int ids)
            throws HL7Exception, IOException {
        ADT_A01 message = new ADT_A01();
        message.setParser(PARSER);
        message.initQuickstart("ADT", "A01", "P");
        message.getPID().getPatientName(0).getFamilyName().getSurname().setValue(family);
        message.getPID().getPatientName(0).getGivenName().setValue(given);
        for (int i = 0; i < ids; i++) {
            message.getPID().getPatientIdentifierList(i).getIDNumber().setValue("id" + i);
            message.getPID()
                    .getPatientIdentifierList(i)
                    .getAssigningAuthority()
                    .getNamespaceID()
                    .setValue(authority);
        }

        for (String written : new String[] {PARSER.encode(message), new DefaultXMLParser().encode(message)}) {
            Unit unit = Trees.unit(READER, written);
            Node pid = Trees.node(Trees.root(unit), "PID");

            assertThat(Trees.node(pid, "5/1").text()).isEqualTo(family);
            assertThat(Trees.node(pid, "5/2").text()).isEqualTo(given);
            assertThat(pid.allAt(3)).hasSize(ids);
            assertThat(Trees.node(pid.allAt(3).get(ids - 1), "4/1").text()).isEqualTo(authority);
            assertThat(Trees.node(pid.allAt(3).get(0), "1").text()).isEqualTo("id0");
        }
    }
}
