package org.headwater.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** Findings as they are kept with an entry and told to senders: a JSON list. */
final class FindingsText {

    /** More than these are of no use to anybody; the last one then says how many there were. */
    private static final int MOST = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private FindingsText() {}

    /** The text of findings; null for none. */
    static @Nullable String write(List<Finding> findings) {
        if (findings.isEmpty()) {
            return null;
        }
        try {
            return JSON.writeValueAsString(
                    few(findings).stream().map(FindingsText::keys).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Finding> read(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        try {
            List<Finding> findings = new ArrayList<>();
            for (JsonNode node : JSON.readTree(text)) {
                findings.add(Finding.of(
                        FindingCode.valueOf(node.path("code").asText()),
                        Severity.valueOf(node.path("severity").asText().toUpperCase(Locale.ROOT)),
                        node.path("location").asText(),
                        node.path("message").asText()));
            }
            return findings;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("findings of an inbox entry are not JSON", e);
        }
    }

    /** A finding as senders see it. */
    static Map<String, String> keys(Finding finding) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("severity", finding.severity().code());
        keys.put("code", finding.code().name());
        keys.put("location", finding.location().path());
        keys.put("message", finding.message());
        return keys;
    }

    private static List<Finding> few(List<Finding> findings) {
        if (findings.size() <= MOST) {
            return findings;
        }
        List<Finding> few = new ArrayList<>(findings.subList(0, MOST));
        few.add(new Finding(
                FindingCode.INTERNAL,
                Severity.INFORMATION,
                org.headwater.problem.Location.WHOLE,
                "There were " + findings.size() + " findings; the first " + MOST + " are told."));
        return few;
    }
}
