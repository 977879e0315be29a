package org.headwater.delivery;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Resource;

/** What a resource and those it refers to state, line by line, without how they are called. */
record Facts(List<String> lines) {

    /** Made by the message's envelope or the act of sending, not by the record. */
    private static final Set<String> NOT_OF_THE_RECORD =
            Set.of("id", "meta", "managingOrganization", "serviceProvider");

    /** What has no place in the message, or is made of other values by whoever reads it. */
    private static final Set<String> NOT_SENT = Set.of(
            // words beside a code the reader knows
            "(result\\.)?(interpretation|communication\\.language|contact\\.relationship)\\.(text|coding\\.(system|display))",
            "extension\\.extension\\.valueString",
            "category\\.coding\\.display",
            // the sender itself, which here is the gateway
            "performer\\..*",
            // stated by the reader where the sender states nothing
            "gender",
            "result\\.issued");

    private static final ObjectMapper JSON = new ObjectMapper();

    static Facts of(Resource resource, Map<String, Resource> others) {
        Set<String> lines = new TreeSet<>();
        add("", json(resource), others, lines, 0);
        return new Facts(new ArrayList<>(lines));
    }

    private static void add(String path, JsonNode node, Map<String, Resource> others, Set<String> lines, int depth) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                if (entry.getKey().equals("reference") && depth < 3) {
                    Resource other = others.get(entry.getValue().asText());
                    boolean back = path.endsWith("subject") || path.endsWith("encounter") || path.endsWith("patient");
                    if (other != null && !back) {
                        add(path, json(other), others, lines, depth + 1);
                    }
                } else if (!NOT_OF_THE_RECORD.contains(entry.getKey())) {
                    add(path + "." + entry.getKey(), entry.getValue(), others, lines, depth);
                }
            });
        } else if (node.isArray()) {
            node.forEach(one -> add(path, one, others, lines, depth));
        } else {
            // Parts of an observation go as observations of their own.
            String place = path.substring(Math.min(1, path.length())).replace("result.component.", "result.");
            if (NOT_SENT.stream().noneMatch(place::matches)) {
                lines.add(place + " = " + sameInstant(node.asText()));
            }
        }
    }

    private static String sameInstant(String text) {
        return text.matches("\\d{4}-\\d{2}-\\d{2}T.*")
                ? OffsetDateTime.parse(text).toInstant().toString()
                : text;
    }

    private static JsonNode json(Resource resource) {
        try {
            return JSON.readTree(FhirContext.forR4Cached().newJsonParser().encodeResourceToString(resource));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
