package org.headwater.ingest;

import java.util.ArrayList;
import java.util.List;
import org.headwater.fhirstore.FhirStore;
import org.headwater.mapping.Mappings;
import org.headwater.problem.Problem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Compiles the mappings at start. */
@Configuration
class IngestConfiguration {

    /** A gateway whose mappings have problems would map wrongly for as long as it runs, so it does not start. */
    @Bean
    Mappings mappings(FhirStore store) {
        List<Problem> problems = new ArrayList<>();
        Mappings mappings = Mappings.packed(store.context(), problems::add);
        if (!problems.isEmpty()) {
            throw new MappingProblems(problems);
        }
        return mappings;
    }

    /** Tells all problems at once. */
    static final class MappingProblems extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        MappingProblems(List<Problem> problems) {
            super("The mappings have problems:\n"
                    + String.join("\n", problems.stream().map(Problem::toString).toList()));
        }
    }
}
