package org.headwater.yaml;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;

/**
 * What an administrator declared, read key by key: every problem is told at once, so that a declaration is put right in one
 * go.
 */
public final class Declaration {

    private final YamlNode node;
    private final Consumer<Problem> problems;
    private boolean sound = true;

    /** @param problems told of everything wrong */
    public Declaration(YamlNode node, Consumer<Problem> problems) {
        this.node = node;
        this.problems = problems;
    }

    public YamlNode node() {
        return node;
    }

    /** Whether nothing was wrong so far. */
    public boolean sound() {
        return sound;
    }

    /** Where a key stands; where the declaration begins when it is missing. */
    public YamlNode at(String key) {
        return node.get(key).orElse(node);
    }

    /** Tells what is wrong with the value of a key. */
    public void wrong(String key, String message) {
        wrong(at(key), message);
    }

    public void wrong(YamlNode place, String message) {
        report(place.problem(message));
    }

    /** Tells of every key of a map that is none of those allowed. */
    public void only(Set<String> allowed, YamlNode map) {
        map.unknownKeys(allowed).forEach(this::report);
    }

    private void report(Problem problem) {
        sound = false;
        problems.accept(problem);
    }

    /** Tells of an {@code id} that differs from the name this is declared under; it may be left out. */
    public void sameId(String name) {
        node.text("id")
                .filter(text -> !text.equals(name))
                .ifPresent(text -> wrong(
                        node, "id: \"" + text + "\" differs from the name \"" + name + "\" it is declared under"));
    }

    /** The time zone under {@code zone}; UTC when there is none, or none of that name. */
    public ZoneId zone() {
        String text = node.text("zone").orElse("UTC");
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            wrong(
                    "zone",
                    "zone: \"" + text
                            + "\" is no time zone; write one of the tz database, such as America/Chicago, or UTC");
            return ZoneId.of("UTC");
        }
    }

    /** The map under a key from somebody's own words to the absolute URIs they stand for; empty when missing. */
    public Map<String, String> uris(String key) {
        Map<String, String> uris = new LinkedHashMap<>();
        node.get(key).ifPresent(map -> {
            if (!map.isMap()) {
                wrong(map, key + ": an object of their own words and the URIs these stand for");
            }
            map.entries().forEach((word, value) -> {
                String uri = value.text().orElse("");
                if (!isAbsoluteUri(uri)) {
                    wrong(value, key + "." + word + ": \"" + uri + "\" is no absolute URI");
                }
                uris.put(word, uri);
            });
        });
        return uris;
    }

    /** Whether a text is a URI with a scheme, as identifier systems are. */
    public static boolean isAbsoluteUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
