package org.headwater.fhirstore;

import org.headwater.testing.FreshH2;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** The same on H2, which is another product. */
@ContextConfiguration(inheritInitializers = false, initializers = FreshH2.class)
@DirtiesContext
class LandingOnH2Tests extends LandingTests {}
