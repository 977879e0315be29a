package org.headwater;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

/** Arrows between modules point down only, and only at what a module makes public. */
class ModularityTests {

    private final ApplicationModules modules = ApplicationModules.of(Gateway.class);

    @Test
    void arrowsPointDownOnly() {
        modules.verify();
    }

    @Test
    void theDiagramIsDrawn() {
        new Documenter(modules).writeModulesAsPlantUml();
    }
}
