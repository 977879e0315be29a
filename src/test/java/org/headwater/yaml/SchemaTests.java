package org.headwater.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The schemas beside our YAML files, which editors complete them by, and the files themselves. */
class SchemaTests {

    private static final Path MAPPINGS = Path.of("mappings");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    /** A file's top key, and the schema that says what else it may hold. */
    private static final Map<String, JsonSchema> SCHEMAS = new TreeMap<>(Map.ofEntries(
            Map.entry("mapping", schema("mapping")),
            Map.entry("concept-map", schema("concept-map")),
            Map.entry("domain", schema("dictionary")),
            Map.entry("datatypes", schema("datatypes")),
            Map.entry("code-systems", schema("code-systems")),
            Map.entry("outbound", schema("outbound")),
            Map.entry("outbound-datatypes", schema("outbound")),
            Map.entry("overlay", schema("overlay")),
            Map.entry("residue", schema("residue")),
            Map.entry("instrument", schema("instrument")),
            Map.entry("needs", schema("needs")),
            Map.entry("template", schema("template")),
            Map.entry("template-columns", schema("template"))));

    private static JsonSchema schema(String name) {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return FACTORY.getSchema(
                SchemaLocation.of(MAPPINGS.resolve("schema/" + name + ".schema.json")
                        .toAbsolutePath()
                        .toUri()
                        .toString()),
                config);
    }

    @TestFactory
    Stream<DynamicTest> everyFileKeepsItsSchema() throws IOException {
        try (Stream<Path> paths = Files.walk(MAPPINGS)) {
            List<Path> files = paths.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.toString().contains("cases") || path.endsWith("overlay.yaml"))
                    .filter(path -> !path.endsWith("structures.yaml") && !path.endsWith("coverage.yaml"))
                    .sorted()
                    .toList();
            return files.stream()
                    .map(path -> dynamicTest(path.toString(), path.toUri(), () -> {
                        JsonNode file = YAML.readTree(Files.readString(path));
                        assertThat(schemaOf(file).validate(file)).isEmpty();
                    }));
        }
    }

    private static JsonSchema schemaOf(JsonNode file) {
        return SCHEMAS.entrySet().stream()
                .filter(entry -> file.has(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("has none of the top keys " + SCHEMAS.keySet()));
    }

    @Test
    void aMappingWithAMistakeDoesNot() {
        assertThat(broken("mapping: a/b\nresources: [{ resource: Patient, ruels: [] }]"))
                .anySatisfy(message -> assertThat(message).contains("ruels"));
        assertThat(broken("mapping: a/b\nresources: [{ rules: [{ element: person.name, to: name }] }]"))
                .isNotEmpty();
        assertThat(broken("mapping: a/b\nresources: [{ rules: [{ from: PID-5, to: name }] }]"))
                .anySatisfy(message -> assertThat(message).contains("element"));
        assertThat(broken("mapping: a/b\nresources: [{ resource: Patient, landing: overwrite }]"))
                .anySatisfy(message -> assertThat(message).contains("landing"));
        assertThat(broken("concept-map: a\ncodes: { M: { display: Male } }")).isNotEmpty();
        assertThat(broken("domain: person\npurpose: P.\nelements: { person.name: { type: nmae } }"))
                .anySatisfy(message -> assertThat(message).contains("definition"))
                .anySatisfy(message -> assertThat(message).contains("type"));
    }

    private static List<String> broken(String yaml) {
        try {
            JsonNode file = YAML.readTree(yaml);
            Set<ValidationMessage> messages = schemaOf(file).validate(file);
            return messages.stream().map(ValidationMessage::getMessage).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
