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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;

/** What a resource and those it refers to state, line by line, without how they are called. */
record Facts(List<String> lines) {

    /** What a receiver acts on. Words beside codes, and what is made of other values by whoever reads, are not among it. */
    private static final List<String> FACTS = List.of(
            // of people, and of their next of kin
            "(contact\\.)?name\\.(family|given|prefix|suffix)",
            "identifier\\.(system|value|type\\.coding\\.code)",
            "birthDate|deceased.*|multipleBirth.*|_birthDate\\.extension\\.valueDateTime",
            "(contact\\.)?address\\.(use|line|city|district|state|postalCode|country)",
            "(contact\\.)?telecom\\.(system|value|use)",
            "(maritalStatus|communication\\.language|contact\\.relationship)\\.coding\\.code",
            "extension\\.(extension\\.)?(valueCoding|valueCodeableConcept)\\.code.*",
            "generalPractitioner\\.(name\\.family|identifier\\.value)",
            // of visits
            "status|class\\.code|type\\.coding\\.code|serviceType\\.coding\\.code|priority\\.coding\\.code",
            "period\\.(start|end)|extension\\.valueDateTime|rank",
            "participant\\.type\\.coding\\.code|participant\\.individual\\.(name\\.(family|given)|identifier\\.(system|value))",
            "location\\.(location\\.)?(partOf\\.)*name|location\\.status",
            "reasonCode\\.(coding\\.(system|code)|text)",
            "diagnosis\\.(use\\.coding\\.code|rank|condition\\.code\\.(coding\\.(system|code)|text)|condition\\.onsetDateTime)",
            "hospitalization\\..*\\.code",
            "account\\.identifier\\.value",
            // of reports
            "(result\\.)?code\\.(coding\\.(system|code|display)|text)|category\\.coding\\.code",
            "(result\\.)?(status|effectiveDateTime)|issued|presentedForm\\..*|resultsInterpreter\\.name\\.family",
            "result\\.value.*|result\\.referenceRange\\..*|result\\.interpretation\\.coding\\.code|result\\.note\\.text",
            "result\\.performer\\.(name\\.family|name|identifier\\.(system|value)|address\\.city)",
            "specimen\\.(type\\.coding\\.code|collection\\.collectedDateTime|identifier\\.value)");

    private static final Predicate<String> A_FACT = FACTS.stream()
            .map(fact -> Pattern.compile(fact).asMatchPredicate())
            .reduce(Predicate::or)
            .orElseThrow();

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
                } else {
                    add(path + "." + entry.getKey(), entry.getValue(), others, lines, depth);
                }
            });
        } else if (node.isArray()) {
            node.forEach(one -> add(path, one, others, lines, depth));
        } else {
            // Parts of an observation go as observations of their own.
            String place = path.substring(Math.min(1, path.length())).replace("result.component.", "result.");
            if (A_FACT.test(place)) {
                lines.add(place + " = " + plain(place, node.asText()));
            }
        }
    }

    /** The same time in another zone, and the same number in other spelling, are the same. */
    private static String plain(String place, String text) {
        if (text.matches("\\d{4}-\\d{2}-\\d{2}T.*")) {
            return OffsetDateTime.parse(text).toInstant().toString();
        }
        return place.endsWith("telecom.value") && !text.contains("@")
                ? text.replaceAll("\\D", "").replaceFirst("^1(?=\\d{10}$)", "")
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
