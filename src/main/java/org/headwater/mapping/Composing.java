package org.headwater.mapping;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.headwater.message.Format;
import org.headwater.message.Node;
import org.headwater.message.Unit;
import org.headwater.terminology.CodeSystems;

/** Everything that belongs to composing one message once. Not thread-safe; thrown away afterwards. */
final class Composing {

    private final Run run;
    private final Dialect dialect;
    private final CodeSystems codeSystems;

    Composing(String composition, Node record, Dialect dialect, CodeSystems codeSystems) {
        Unit unit = new Unit(Format.FHIR, "", 1, "", null, null, new byte[0], record, List.of());
        Reading none = (value, text, run) -> text;
        this.run = new Run(FhirContext.forR4Cached(), none, unit, SourceFeed.unnamed(), Detail.PLAIN, composition);
        this.dialect = dialect;
        this.codeSystems = codeSystems;
    }

    /** What the mapping language's paths and conditions need to be evaluated. */
    Run run() {
        return run;
    }

    Dialect dialect() {
        return dialect;
    }

    CodeSystems codeSystems() {
        return codeSystems;
    }
}
