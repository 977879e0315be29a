package org.headwater.mapping;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.message.Unit;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Takes over resources that are FHIR already: they keep what they say, and get our ids.
 *
 * <p>A source's {@code Patient/123} is 123 only there, so ids are made of the feed's authority and the source's id. What
 * has no id goes by its first identifier. In a transaction or batch the directory types go by their identifiers all the
 * same, because such bundles refer to them conditionally ({@code Practitioner?identifier=…}). References follow; one that
 * points outside the unit points to where that resource will be when the feed sends it.
 */
final class FhirTakeover {

    private static final Set<String> DIRECTORY =
            Set.of("Organization", "Practitioner", "PractitionerRole", "Location", "HealthcareService");

    /** Infrastructure of a server, not records of people: a feed must not change how ours works. */
    private static final Set<String> NOT_TAKEN = Set.of(
            "Bundle",
            "Parameters",
            "OperationOutcome",
            "Subscription",
            "SearchParameter",
            "StructureDefinition",
            "CapabilityStatement",
            "OperationDefinition",
            "CompartmentDefinition",
            "ImplementationGuide",
            "StructureMap",
            "AuditEvent",
            "TestScript",
            "TestReport",
            "MessageHeader");

    private final FhirContext fhir;
    private final Unit unit;
    private final Run run;
    private final Map<String, String> newReferences = new HashMap<>();

    /** A resource of the unit with its place in it. */
    private record Taken(Resource resource, String place, String id) {
        String reference() {
            return resource.fhirType() + "/" + id;
        }
    }

    FhirTakeover(FhirContext fhir, Unit unit, Run run) {
        this.fhir = fhir;
        this.unit = unit;
        this.run = run;
    }

    /** Takes over the unit's resources into the run. */
    void take(String rule) {
        Resource root = parsed();
        if (root == null) {
            return;
        }
        List<Taken> taken = root instanceof Bundle bundle ? entries(bundle) : single(root);
        if (taken.isEmpty() && !run.refused()) {
            run.finding(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.FATAL,
                    root.fhirType(),
                    "There is no resource in this to record. Send a Bundle with entries, or a resource.");
        }
        for (Taken one : taken) {
            Resource resource = one.resource();
            Instant updated = resource.getMeta().getLastUpdated() == null
                    ? null
                    : resource.getMeta().getLastUpdated().toInstant();
            rewriteReferences(one);
            resource.setId(one.id());
            resource.setMeta(kept(resource.getMeta()));
            if (run.traces()) {
                trace(resource, resource.fhirType(), one.place(), one.reference(), rule);
            }
            run.made(null, new MappedResource(resource, Landing.REPLACE, updated, Set.of()));
        }
    }

    private static Meta kept(Meta sent) {
        return new Meta()
                .setProfile(sent.getProfile())
                .setSecurity(sent.getSecurity())
                .setTag(sent.getTag());
    }

    private @Nullable Resource parsed() {
        String text = new String(unit.bytes(), StandardCharsets.UTF_8).strip();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        IParser parser = text.startsWith("<") ? fhir.newXmlParser() : fhir.newJsonParser();
        parser.setParserErrorHandler(new Told());
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        try {
            IBaseResource resource = parser.parseResource(text);
            return (Resource) resource;
        } catch (DataFormatException | IllegalArgumentException | ClassCastException e) {
            run.finding(
                    FindingCode.UNREADABLE,
                    Severity.FATAL,
                    "",
                    "This is not a FHIR R4 resource our parser can read. Check it with a FHIR validator and send it again.");
            return null;
        }
    }

    private List<Taken> single(Resource resource) {
        List<Taken> taken = new ArrayList<>();
        add(resource, resource.fhirType(), null, false, taken);
        return taken;
    }

    private List<Taken> entries(Bundle bundle) {
        boolean conditional = bundle.getType() == BundleType.TRANSACTION || bundle.getType() == BundleType.BATCH;
        List<Taken> taken = new ArrayList<>();
        int index = 0;
        for (BundleEntryComponent entry : bundle.getEntry()) {
            String place = "Bundle.entry[" + index++ + "]";
            if (entry.getRequest().getMethod() == Bundle.HTTPVerb.DELETE) {
                run.finding(
                        FindingCode.UNEXPECTED_STRUCTURE,
                        Severity.WARNING,
                        place,
                        "Deletions are not taken from a feed; the record stays. Send the resource with a status that says"
                                + " it is void.");
            } else if (entry.hasResource()) {
                add(entry.getResource(), place + ".resource", entry.getFullUrl(), conditional, taken);
            }
        }
        return taken;
    }

    private void add(
            Resource resource, String place, @Nullable String fullUrl, boolean conditional, List<Taken> taken) {
        String type = resource.fhirType();
        if (NOT_TAKEN.contains(type)) {
            run.finding(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    place,
                    "A " + type + " is not a record of a person, programme or provider, so it was left out.");
            return;
        }
        String id = id(resource, fullUrl, conditional && DIRECTORY.contains(type));
        Taken one = new Taken(resource, place, id);
        taken.add(one);
        if (fullUrl != null) {
            newReferences.put(fullUrl, one.reference());
        }
        if (resource.hasIdElement()) {
            newReferences.put(type + "/" + resource.getIdElement().getIdPart(), one.reference());
        }
    }

    private String id(Resource resource, @Nullable String fullUrl, boolean byIdentifier) {
        String type = resource.fhirType();
        String identified = identified(resource);
        if (byIdentifier && identified != null) {
            return identified;
        }
        if (resource.hasIdElement() && resource.getIdElement().hasIdPart()) {
            return ofSource(type, resource.getIdElement().getIdPart());
        }
        if (identified != null) {
            return identified;
        }
        if (fullUrl != null && !fullUrl.isEmpty() && !fullUrl.startsWith("urn:")) {
            return ofSource(type, fullUrl.substring(fullUrl.lastIndexOf('/') + 1));
        }
        return ofSource(type, Key.id("content", run.json(resource)));
    }

    private String ofSource(String type, String id) {
        return Key.id(type, run.feed().authority() + '\u001e' + id);
    }

    private static @Nullable String identified(Resource resource) {
        for (Base one : Filling.values(resource, "identifier")) {
            if (one instanceof Identifier identifier && identifier.hasSystem() && identifier.hasValue()) {
                return Key.id(resource.fhirType(), Key.identifierText(identifier.getSystem(), identifier.getValue()));
            }
        }
        return null;
    }

    // ---- references

    private void rewriteReferences(Taken one) {
        for (Reference reference :
                fhir.newTerser().getAllPopulatedChildElementsOfType(one.resource(), Reference.class)) {
            String sent = reference.getReference();
            if (sent != null && !sent.startsWith("#")) {
                String followed = followed(sent);
                if (followed == null) {
                    run.finding(
                            FindingCode.UNRESOLVED_REFERENCE,
                            Severity.WARNING,
                            one.place(),
                            "A reference in this points at nothing that was sent. Send what it points at in the same"
                                    + " bundle, or refer to it as Type/id.");
                    reference.setReference(null);
                } else {
                    reference.setReference(followed);
                }
                reference.setResource(null);
            }
        }
    }

    private @Nullable String followed(String sent) {
        String within = newReferences.get(sent);
        if (within != null) {
            return within;
        }
        int query = sent.indexOf("?identifier=");
        if (query > 0) {
            String[] token = sent.substring(query + "?identifier=".length())
                    .split("&")[0]
                    .split("\\|", 2);
            return token.length < 2
                    ? null
                    : sent.substring(0, query) + "/"
                            + Key.id(sent.substring(0, query), Key.identifierText(token[0], token[1]));
        }
        String[] part = sent.split("/_history/")[0].split("/");
        if (part.length < 2 || !part[part.length - 2].matches("[A-Z][A-Za-z]+") || sent.startsWith("urn:")) {
            return null;
        }
        String type = part[part.length - 2];
        String relative = type + "/" + part[part.length - 1];
        String known = newReferences.get(relative);
        return known == null ? type + "/" + ofSource(type, part[part.length - 1]) : known;
    }

    // ---- trace

    private void trace(Base value, String path, String place, String reference, String rule) {
        for (Property property : value.children()) {
            List<Base> values = property.getValues();
            String name = property.getName().replace("[x]", "");
            for (int i = 0; i < values.size(); i++) {
                String step = "." + name + (property.isList() ? "[" + i + "]" : "");
                Base child = values.get(i);
                if (child.isPrimitive()) {
                    int size = run.traceSize();
                    run.traced(path + step, place + step, rule, null, null);
                    run.nameTraced(size, reference);
                } else {
                    trace(child, path + step, place + step, reference, rule);
                }
            }
        }
    }

    /** What HAPI's parser finds odd, told without quoting it. */
    private final class Told extends LenientErrorHandler {
        Told() {
            super(false);
        }

        @Override
        public void unknownElement(IParseLocation location, String element) {
            told(location, "R4 has no element of this name here, so it was left out: " + element.replaceAll("\\W", ""));
        }

        @Override
        public void unexpectedRepeatingElement(IParseLocation location, String element) {
            told(location, "R4 allows only one " + element + " here; the first was taken.");
        }

        @Override
        public void invalidValue(IParseLocation location, String value, String error) {
            told(location, "The value does not have the form its type asks for.");
        }

        @Override
        public void incorrectJsonType(
                IParseLocation location,
                String element,
                BaseJsonLikeValue.ValueType expected,
                BaseJsonLikeValue.ScalarType expectedScalar,
                BaseJsonLikeValue.ValueType found,
                BaseJsonLikeValue.ScalarType foundScalar) {
            told(location, "The JSON type of " + element + " is " + found + "; " + expected + " is expected.");
        }

        private void told(@Nullable IParseLocation location, String message) {
            String at = location == null ? null : location.getParentElementName();
            run.finding(FindingCode.INVALID_VALUE, Severity.WARNING, at == null ? "" : at, message);
        }
    }
}
