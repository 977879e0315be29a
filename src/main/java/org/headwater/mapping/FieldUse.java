package org.headwater.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What a compiled mapping does with one place of a v2 message: which element of which resource it fills from there.
 *
 * @param mapping the mapping's name
 * @param from the place ({@code PID-3.1}); a segment where no field of it is meant; empty for a constant that depends on
 *     nothing sent
 * @param resource the resource type filled
 * @param to the path filled, without the tags that tell instances apart ({@code telecom.value})
 * @param value the constant put there; null when it is what was sent
 * @param conceptMap the concept map codes go through; null for none
 * @param system the URI of codes that name no system; null for none
 */
public record FieldUse(
        String mapping,
        String from,
        String resource,
        String to,
        @Nullable String value,
        @Nullable String conceptMap,
        @Nullable String system) {}
