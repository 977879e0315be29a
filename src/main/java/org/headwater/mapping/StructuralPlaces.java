package org.headwater.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.headwater.message.Format;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/**
 * Places that are never residue, by format: those the gateway itself reads (who sends, what kind, when) and those that say
 * nothing beyond the structure they stand in (set ids, counts of segments). {@code mappings/<format>/residue.yaml} lists
 * them; {@code *} stands for anything, and what is named covers what stands below it.
 */
final class StructuralPlaces {

    private static final Set<String> KEYS = Set.of("residue", "purpose", "read", "structure");

    private final Map<Format, Pattern> patterns;

    private StructuralPlaces(Map<Format, Pattern> patterns) {
        this.patterns = patterns;
    }

    static StructuralPlaces load(List<YamlFile> files, Consumer<Problem> problems) {
        Map<Format, Pattern> patterns = new EnumMap<>(Format.class);
        for (YamlFile file : files) {
            YamlNode root = file.root();
            root.text("residue").ifPresent(name -> {
                root.unknownKeys(KEYS).forEach(problems);
                Format.of(name)
                        .ifPresentOrElse(
                                format -> patterns.put(format, pattern(root)),
                                () -> problems.accept(root.problem("residue: there is no format " + name)));
            });
        }
        return new StructuralPlaces(patterns);
    }

    private static Pattern pattern(YamlNode root) {
        List<String> places = new ArrayList<>(root.texts("read"));
        places.addAll(root.texts("structure"));
        StringBuilder any = new StringBuilder();
        for (String place : places) {
            any.append(any.isEmpty() ? "(?:" : "|");
            for (String part : place.split("\\*", -1)) {
                any.append(part.isEmpty() ? "" : Pattern.quote(part)).append(".*");
            }
            any.setLength(any.length() - 2);
        }
        return Pattern.compile(any + ")(?:[./-].*)?");
    }

    boolean contains(Format format, String place) {
        Pattern pattern = patterns.get(format);
        return pattern != null && pattern.matcher(place).matches();
    }
}
