package org.headwater.testing;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.jspecify.annotations.Nullable;

/**
 * Holds FHIR resources against R4, what we define ourselves ({@code fhir-profiles/}), and, where the shared packages are
 * at hand, the profiles of US Core 6.1.0, Gravity SDOH Clinical Care 2.2.0 and CARIN Blue Button 2.0.0 that a resource
 * claims.
 *
 * <p>Code systems nobody may bundle (SNOMED CT, CPT, …) are not looked into. Loading takes some seconds, so there is one
 * instance a JVM.
 */
public final class FhirValidation {

    private static final List<String> PACKAGES = List.of(
            "igs/hl7.fhir.us.core-6.1.0.tgz",
            "igs/hl7.fhir.us.sdoh-clinicalcare-2.2.0.tgz",
            "igs/hl7.fhir.us.carin-bb-2.0.0.tgz");

    /** Extensions that R4 lacks; where both define one, R4's own definition stands. */
    private static final String EXTENSIONS = "igs/hl7.fhir.uv.extensions.r4-5.2.0.tgz";

    /** Of HL7's terminology, which is 70 MB, only what the packages above or our mappings name and R4 lacks. */
    private static final String TERMINOLOGY = "igs/hl7.terminology.r4-7.0.1.tgz";

    private static final Set<String> OF_TERMINOLOGY = Set.of("CodeSystem-v2-0203.json", "ValueSet-v2-0203.json");

    private static final String SNOMED = "http://snomed.info/sct";

    private static final Set<String> KINDS = Set.of("StructureDefinition", "ValueSet", "CodeSystem");

    /** What the validator says of extensions that bring R5's elements to R4: it has R5's definitions nowhere at hand. */
    private static final String CANNOT_BE_CHECKED = "(invalid Version '5.0')";

    /** What it says of value sets made of a part of SNOMED CT, and then finds no code in them. */
    private static final String CANNOT_BE_LISTED = "because CodeSystem 'http://snomed.info/sct' is ignored/not-present";

    private static @Nullable FhirValidation standard;

    private final FhirContext fhir = FhirContext.forR4Cached();
    private final FhirValidator validator;
    private final boolean knowsProfiles;

    /** What the validator says of one place in a resource. */
    public record Issue(ResultSeverityEnum severity, String location, String message) {
        /** Whether the resource is invalid for it. */
        public boolean isError() {
            return severity.compareTo(ResultSeverityEnum.ERROR) >= 0;
        }

        @Override
        public String toString() {
            return severity.getCode() + " " + location + ": " + message;
        }
    }

    private FhirValidation() {
        PrePopulatedValidationSupport definitions = new PrePopulatedValidationSupport(fhir);
        PrePopulatedValidationSupport extensions = new PrePopulatedValidationSupport(fhir);
        loadOwn(Path.of("fhir-profiles"), definitions);
        knowsProfiles = missing().isEmpty();
        if (knowsProfiles) {
            PACKAGES.forEach(path -> load(path, name -> true, definitions));
            load(TERMINOLOGY, OF_TERMINOLOGY::contains, definitions);
            load(EXTENSIONS, name -> true, extensions);
        }
        UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(fhir);
        unknown.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        ValidationSupportChain chain = new ValidationSupportChain(
                new AnyOfSnomed(fhir),
                definitions,
                new DefaultProfileValidationSupport(fhir),
                extensions,
                new CommonCodeSystemsTerminologyService(fhir),
                new InMemoryTerminologyServerValidationSupport(fhir),
                new SnapshotGeneratingValidationSupport(fhir),
                unknown);
        FhirInstanceValidator instances = new FhirInstanceValidator(chain);
        instances.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        instances.setErrorForUnknownProfiles(knowsProfiles);
        validator = fhir.newValidator().registerValidatorModule(instances);
    }

    /** The one of this JVM. */
    public static synchronized FhirValidation standard() {
        if (standard == null) {
            standard = new FhirValidation();
        }
        return standard;
    }

    /** Whether the published profiles were at hand; without them only R4 itself is checked. */
    public boolean knowsProfiles() {
        return knowsProfiles;
    }

    /** What to tell about a check that needs the profiles, where they are not at hand. */
    public static String withoutProfiles() {
        return "Only R4 itself was checked. " + missing().map(Shared::missing).orElse("");
    }

    private static Optional<String> missing() {
        return Stream.concat(PACKAGES.stream(), Stream.of(EXTENSIONS, TERMINOLOGY))
                .filter(path -> Shared.find(path).isEmpty())
                .findFirst();
    }

    /** Everything wrong with a resource, errors only. */
    public List<Issue> errors(IBaseResource resource) {
        return errors(fhir.newJsonParser().encodeResourceToString(resource));
    }

    /** Everything wrong with a resource given as JSON, errors only. */
    public List<Issue> errors(String json) {
        return issues(json).stream().filter(Issue::isError).toList();
    }

    /** All the validator says of a resource given as JSON. */
    public List<Issue> issues(String json) {
        List<Issue> all = validator.validateWithResult(json).getMessages().stream()
                .map(FhirValidation::issue)
                .filter(issue -> !issue.message().contains(CANNOT_BE_CHECKED))
                .toList();
        Set<String> unlisted = all.stream()
                .filter(issue -> issue.message().contains(CANNOT_BE_LISTED))
                .map(Issue::location)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(issue -> !issue.message().contains(CANNOT_BE_LISTED))
                .filter(issue -> !unlisted.contains(issue.location())
                        || !issue.message().startsWith("None of the codings provided are in the value set"))
                .toList();
    }

    private static Issue issue(SingleValidationMessage message) {
        return new Issue(
                message.getSeverity(),
                Optional.ofNullable(message.getLocationString()).orElse(""),
                Optional.ofNullable(message.getMessage()).orElse(""));
    }

    private void loadOwn(Path folder, PrePopulatedValidationSupport into) {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> files = paths.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            for (Path file : files) {
                into.addResource(fhir.newJsonParser().parseResource(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(String path, Predicate<String> wanted, PrePopulatedValidationSupport into) {
        IParser parser = fhir.newJsonParser();
        for (String json : definitions(Shared.find(path).orElseThrow(), wanted)) {
            IBaseResource resource = parser.parseResource(json);
            if (KINDS.contains(fhir.getResourceType(resource))) {
                into.addResource(resource);
            }
        }
    }

    /** SNOMED CT is not at hand, so which part of it a value set holds cannot be told: any of its codes will do. */
    private static final class AnyOfSnomed extends PrePopulatedValidationSupport {
        AnyOfSnomed(FhirContext fhir) {
            super(fhir);
        }

        @Override
        public @Nullable CodeValidationResult validateCodeInValueSet(
                ValidationSupportContext context,
                ConceptValidationOptions options,
                @Nullable String system,
                @Nullable String code,
                @Nullable String display,
                IBaseResource valueSet) {
            boolean holds = SNOMED.equals(system)
                    && valueSet instanceof ValueSet values
                    && values.getCompose().getInclude().stream()
                            .anyMatch(include -> SNOMED.equals(include.getSystem()));
            return holds ? new CodeValidationResult().setCode(code).setDisplay(display) : null;
        }

        @Override
        public boolean isValueSetSupported(ValidationSupportContext context, String url) {
            return true;
        }
    }

    private static List<String> definitions(Path archive, Predicate<String> wanted) {
        List<String> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName();
                String file = name.substring(name.lastIndexOf('/') + 1);
                if (name.startsWith("package/") && isDefinition(name, file) && wanted.test(file)) {
                    found.add(new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean isDefinition(String name, String file) {
        return name.equals("package/" + file)
                && KINDS.stream().anyMatch(kind -> file.startsWith(kind + "-"))
                && file.endsWith(".json");
    }
}
