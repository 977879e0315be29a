/** How much of HL7's v2-to-FHIR tables the mappings do, row by row; writes the coverage page. */
@NullMarked
package org.headwater.coverage;

import org.jspecify.annotations.NullMarked;
