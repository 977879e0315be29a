package org.headwater.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Why one value stands where it stands.
 *
 * @param resource {@code Type/id} of the resource
 * @param element the FHIR path within it, with its type in front and indexes from 0 ({@code Patient.name[0].family})
 * @param from where the value stood in the sender's data ({@code PID-5.1}); {@code constant} for a value the mapping states
 * @param mapping the mapping and its version ({@code hl7v2/patient@1})
 * @param rule the rule as file:line
 * @param dictionaryElement the dictionary element the rule fills; null inside shared data types
 * @param translation concept map and code pair when the value was translated ({@code v2-sex: F -> female}); else null
 */
public record TraceStep(
        String resource,
        String element,
        String from,
        String mapping,
        String rule,
        @Nullable String dictionaryElement,
        @Nullable String translation) {}
