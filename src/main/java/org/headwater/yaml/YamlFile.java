package org.headwater.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.headwater.problem.Problem;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One YAML file, read.
 *
 * @param path its path as a reader knows it, with {@code /}: {@code mappings/hl7v2/adt/mapping.yaml}
 * @param text as written
 * @param root its content; an empty scalar when the file is empty or unreadable
 */
public record YamlFile(String path, String text, YamlNode root) {

    /**
     * Every YAML file that is packed with Headwater below a top-level folder, in order of path.
     *
     * @param folder {@code mappings}, say, or a folder below it
     * @param problems told of files that are not YAML
     */
    public static List<YamlFile> packed(String folder, Consumer<Problem> problems) {
        try {
            TreeMap<String, String> texts = new TreeMap<>();
            for (Resource resource : new PathMatchingResourcePatternResolver(YamlFile.class.getClassLoader())
                    .getResources("classpath*:" + folder + "/**/*.yaml")) {
                String url = resource.getURL().toString();
                try (InputStream in = resource.getInputStream()) {
                    texts.putIfAbsent(
                            url.substring(url.lastIndexOf("/" + folder + "/") + 1),
                            new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            List<YamlFile> files = new ArrayList<>();
            texts.forEach((path, text) -> files.add(parse(path, text, problems)));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every YAML file below a folder on disk, in order of path; none when there is no such folder.
     *
     * @param folder the folder; paths are told relative to its parent
     * @param problems told of files that are not YAML
     */
    public static List<YamlFile> below(Path folder, Consumer<Problem> problems) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            Path absolute = folder.toAbsolutePath().normalize();
            Path base = Objects.requireNonNullElse(absolute.getParent(), absolute);
            List<YamlFile> files = new ArrayList<>();
            for (Path path : paths.filter(Files::isRegularFile)
                    .filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.toString().contains("/cases/"))
                    .sorted()
                    .toList()) {
                String name = base.relativize(path.toAbsolutePath().normalize())
                        .toString()
                        .replace('\\', '/');
                files.add(parse(name, Files.readString(path), problems));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads YAML from text. */
    public static YamlFile parse(String path, String text, Consumer<Problem> problems) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(16 * 1024 * 1024);
        options.setMaxAliasesForCollections(1000);
        try {
            Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
            Node node = composer.getSingleNode();
            return new YamlFile(
                    path, text, node == null ? YamlNode.scalar(path, 1, null) : new Tree(path, problems).of(node, 0));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.accept(new Problem(path, line, "not valid YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.accept(new Problem(
                    path,
                    0,
                    "not valid YAML: it holds a character that is not allowed, is too long" + " or too deeply nested"));
        }
        return new YamlFile(path, text, YamlNode.scalar(path, 1, null));
    }

    /** Turns nodes into ours; aliases make trees larger than the text they come from, so both depth and size have an end. */
    private static final class Tree {
        private static final int DEEPEST = 60;
        private static final int LARGEST = 1_000_000;

        private final String path;
        private final Consumer<Problem> problems;
        private int nodes;

        Tree(String path, Consumer<Problem> problems) {
            this.path = path;
            this.problems = problems;
        }

        YamlNode of(Node node, int depth) {
            int line = node.getStartMark().getLine() + 1;
            if (depth > DEEPEST || ++nodes > LARGEST) {
                if (nodes <= LARGEST + 1) {
                    problems.accept(new Problem(path, line, "too deeply nested, or too large"));
                }
                nodes = LARGEST + 1;
                return YamlNode.scalar(path, line, null);
            }
            if (node instanceof MappingNode mapping) {
                return map(mapping, line, depth);
            }
            if (node instanceof SequenceNode sequence) {
                return YamlNode.list(
                        path,
                        line,
                        sequence.getValue().stream()
                                .map(item -> of(item, depth + 1))
                                .toList());
            }
            ScalarNode scalar = (ScalarNode) node;
            return YamlNode.scalar(path, line, Tag.NULL.equals(scalar.getTag()) ? null : scalar.getValue());
        }

        private YamlNode map(MappingNode mapping, int line, int depth) {
            LinkedHashMap<String, YamlNode> entries = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                int at = tuple.getKeyNode().getStartMark().getLine() + 1;
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    problems.accept(new Problem(path, at, "a key is a word, not a list or a map"));
                } else if (entries.put(key.getValue(), of(tuple.getValueNode(), depth + 1)) != null) {
                    problems.accept(new Problem(path, at, "key \"" + key.getValue() + "\" stands twice"));
                }
            }
            return YamlNode.map(path, line, entries);
        }
    }
}
