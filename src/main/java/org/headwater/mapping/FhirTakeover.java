package org.headwater.mapping;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.headwater.message.Node;
import org.headwater.message.Unit;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Takes over resources that are FHIR already: they keep what they say, and get our ids.
 *
 * <p>A source's {@code Patient/123} is 123 only there, so ids are made of the feed's authority and the source's id. What
 * is written conditionally goes by the identifier of its condition; what has no id by its first identifier, else by its
 * content. In a transaction or batch the directory types go by their identifiers all the same, because such bundles refer
 * to them conditionally ({@code Practitioner?identifier=…}). References follow; one that points outside the unit points to
 * where that resource will be when the feed sends it. An entry that cannot be taken costs no other.
 */
final class FhirTakeover {

    private static final Set<String> DIRECTORY =
            Set.of("Organization", "Practitioner", "PractitionerRole", "Location", "HealthcareService");

    /** Infrastructure of a server, not records of people: a feed must not change how ours works. */
    private static final Set<String> NOT_TAKEN = Set.of(
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

    /** What bundles carry about themselves; that it is left out is no news to a sender. */
    private static final Set<String> ABOUT_THE_BUNDLE = Set.of("MessageHeader", "OperationOutcome");

    /** How one who knows our ids names a resource that is stored here. */
    private static final String STORED = "urn:headwater:stored:";

    private static final Set<String> TRANSACTIONS = Set.of("transaction", "batch");
    private static final int DEEPEST_BUNDLE = 4;

    private final FhirContext fhir;
    private final Unit unit;
    private final Run run;
    private final Map<String, String> newReferences = new HashMap<>();
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    private final List<Sent> byContent = new ArrayList<>();

    /** A resource as it was sent, with what the entry around it says. */
    private record Sent(
            Resource resource,
            String place,
            String fullUrl,
            @Nullable Instant updated,
            Landing landing) {
        /** The server that knows the resource by its id; empty where the entry does not tell. */
        String base() {
            String path = "/" + resource.fhirType() + "/";
            return fullUrl.startsWith("http") && fullUrl.contains(path)
                    ? fullUrl.substring(0, fullUrl.lastIndexOf(path))
                    : "";
        }
    }

    /** A resource with its id here. */
    private record Taken(Sent sent, String id) {
        String reference() {
            return sent.resource().fhirType() + "/" + id;
        }
    }

    /** What an entry asks for. */
    private record Request(String method, String url, String condition, boolean onlyNew) {
        static final Request NONE = new Request("", "", "", false);

        static Request of(@Nullable Node request) {
            if (request == null) {
                return NONE;
            }
            String url = text(request, "url");
            String ifNoneExist = text(request, "ifNoneExist");
            int query = url.indexOf('?');
            String condition = !ifNoneExist.isEmpty() ? ifNoneExist : query < 0 ? "" : url;
            return new Request(
                    text(request, "method"),
                    url,
                    condition,
                    !ifNoneExist.isEmpty() || text(request, "ifNoneMatch").equals("*"));
        }

        /** The id a PUT names. */
        String id() {
            String[] parts = url.split("/", -1);
            return method.equals("PUT") && parts.length >= 2 && !url.contains("?") ? parts[parts.length - 1] : "";
        }
    }

    FhirTakeover(FhirContext fhir, Unit unit, Run run) {
        this.fhir = fhir;
        this.unit = unit;
        this.run = run;
    }

    /** Takes over the unit's resources into the run. */
    void take(String rule) {
        String text = new String(unit.bytes(), StandardCharsets.UTF_8).strip();
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Node root = Objects.requireNonNull(unit.root());
        if (unit.type().equals("Bundle")) {
            bundle(root, text, "Bundle", 1);
        } else {
            resource(unit.type(), root, text, unit.type(), "", Request.NONE, false, null);
        }
        identifyByContent();
        if (taken.isEmpty()) {
            nothingTaken();
        }
        taken.values().forEach(one -> record(one, rule));
    }

    private void nothingTaken() {
        boolean wrong =
                unit.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR) || run.erred();
        run.finding(
                wrong ? FindingCode.UNREADABLE : FindingCode.NOTHING_TO_RECORD,
                wrong ? Severity.FATAL : Severity.INFORMATION,
                unit.type(),
                wrong ? "Nothing of this could be recorded." : "There is nothing to record in this.");
    }

    private void record(Taken one, String rule) {
        Resource resource = one.sent().resource();
        rewriteReferences(one.sent(), resource, true);
        if (lostWhatItIsAbout(resource)) {
            run.finding(
                    FindingCode.UNRESOLVED_REFERENCE,
                    Severity.ERROR,
                    one.sent().place(),
                    "Whom or what this " + resource.fhirType() + " is about cannot be told, so it was left out.");
            return;
        }
        rewriteAttachments(resource);
        resource.setId(one.id());
        resource.setMeta(kept(resource.getMeta()));
        if (run.traces()) {
            trace(resource, resource.fhirType(), one.sent().place(), one.reference(), rule);
        }
        run.made(
                null,
                new MappedResource(resource, one.sent().landing(), one.sent().updated(), Set.of()));
    }

    /** Whether a reference R4 requires could not be followed. */
    private boolean lostWhatItIsAbout(Resource resource) {
        return fhir.getResourceDefinition(resource).getChildren().stream()
                .filter(child -> child.getMin() > 0)
                .map(child -> child.getAccessor().getValues(resource))
                .anyMatch(values -> !values.isEmpty()
                        && values.stream().allMatch(value -> value instanceof Reference && value.isEmpty()));
    }

    private static Meta kept(Meta sent) {
        return new Meta()
                .setProfile(sent.getProfile())
                .setSecurity(sent.getSecurity())
                .setTag(sent.getTag());
    }

    // ---- what was sent

    private void bundle(Node bundle, String text, String place, int depth) {
        if (depth > DEEPEST_BUNDLE) {
            run.finding(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.ERROR,
                    place,
                    "Bundles stand in bundles here, too deep to follow. Send their entries in one bundle.");
            return;
        }
        boolean conditional = TRANSACTIONS.contains(text(bundle, "type"));
        Instant stamped = instant(text(bundle, "timestamp"));
        List<? extends Node> entries = bundle.all("entry");
        List<@Nullable String> texts = BundleEntries.resources(text);
        for (int i = 0; i < Math.min(entries.size(), texts.size()); i++) {
            Node entry = entries.get(i);
            String resource = texts.get(i);
            Request request = Request.of(entry.first("request"));
            String at = place + ".entry[" + i + "]";
            if (request.method().equals("DELETE") || request.method().equals("PATCH")) {
                notTaken(request.method(), at);
            } else if (resource != null) {
                Node node = Objects.requireNonNull(entry.first("resource"));
                String type = text(node, "resourceType");
                if (type.equals("Bundle")) {
                    bundle(node, resource, at + ".resource", depth + 1);
                } else if (isType(type)) {
                    resource(
                            type,
                            node,
                            resource,
                            at + ".resource",
                            text(entry, "fullUrl"),
                            request,
                            conditional,
                            stamped);
                }
            }
        }
    }

    /** Others were told of when the unit was read. */
    private static boolean isType(String type) {
        try {
            return !type.isEmpty() && ResourceType.fromCode(type) != null;
        } catch (org.hl7.fhir.exceptions.FHIRException e) {
            return false;
        }
    }

    private void notTaken(String method, String place) {
        run.finding(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.WARNING,
                place,
                method.equals("DELETE")
                        ? "Deletions are not taken from a feed; the record stays. Send the resource with a status that says"
                                + " it is void."
                        : "Patches are not taken from a feed. Send the resource whole.");
    }

    private void resource(
            String type,
            Node node,
            String text,
            String place,
            String fullUrl,
            Request request,
            boolean conditional,
            @Nullable Instant stamped) {
        if (NOT_TAKEN.contains(type)) {
            run.finding(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    ABOUT_THE_BUNDLE.contains(type) ? Severity.INFORMATION : Severity.ERROR,
                    place,
                    type + " is not a record of a person, programme or provider, so it was left out.");
            return;
        }
        Optional<FhirRelease.Foreign> foreign = FhirRelease.foreign(
                fhir, type, node.children().stream().map(Node::name).distinct().toList());
        if (foreign.isPresent()) {
            run.finding(
                    FindingCode.UNRECOGNISED_FORMAT,
                    Severity.ERROR,
                    place,
                    "This " + type + " is written for FHIR " + foreign.get().release() + ", which its element "
                            + foreign.get().element() + " shows, so it was left out. Send it as FHIR R4.");
            return;
        }
        Resource resource = parsed(text, place);
        if (resource == null) {
            return;
        }
        Instant updated = resource.getMeta().getLastUpdated() == null
                ? stamped
                : resource.getMeta().getLastUpdated().toInstant();
        Landing landing = request.onlyNew() ? Landing.CREATE_ONLY : Landing.REPLACE;
        Sent sent = new Sent(resource, place, fullUrl, updated, landing);
        String id = id(sent, request, conditional && DIRECTORY.contains(type));
        if (id == null) {
            byContent.add(sent);
        } else {
            keep(new Taken(sent, id));
        }
    }

    private @Nullable Resource parsed(String text, String place) {
        IParser parser = text.startsWith("<") ? fhir.newXmlParser() : fhir.newJsonParser();
        parser.setParserErrorHandler(new Told(place));
        try {
            Resource resource = (Resource) parser.parseResource(text);
            dropWhatIsNoDate(resource);
            return resource;
        } catch (RuntimeException e) {
            // HAPI's parser throws more than it declares, and what it says quotes its input.
            run.finding(
                    FindingCode.UNREADABLE,
                    Severity.ERROR,
                    place,
                    "This is not a FHIR R4 resource our parser can read. Check it with a FHIR validator and send it again.");
            return null;
        }
    }

    /** The parser keeps what is no date, and a store that orders and searches by dates cannot. */
    private void dropWhatIsNoDate(Resource resource) {
        for (BaseDateTimeType date :
                fhir.newTerser().getAllPopulatedChildElementsOfType(resource, BaseDateTimeType.class)) {
            if (date.getValue() == null) {
                date.setValue(null);
            }
        }
    }

    /** A version history or a page read twice names a resource more than once: the newest counts, else the last. */
    private void keep(Taken one) {
        Sent sent = one.sent();
        Taken earlier = taken.get(one.reference());
        boolean older = earlier != null
                && earlier.sent().updated() != null
                && sent.updated() != null
                && sent.updated().isBefore(earlier.sent().updated());
        if (!older) {
            taken.put(one.reference(), one);
        }
        String type = sent.resource().fhirType();
        if (!sent.fullUrl().isEmpty()) {
            newReferences.put(sent.fullUrl(), one.reference());
        }
        if (sent.resource().hasIdElement()) {
            newReferences.put(type + "/" + sent.resource().getIdElement().getIdPart(), one.reference());
        }
        for (Identifier identifier : identifiers(sent.resource())) {
            newReferences.putIfAbsent(
                    type + "?" + Key.identifierText(identifier.getSystem(), identifier.getValue()), one.reference());
        }
    }

    // ---- ids

    /** Null where only its content tells it from others. */
    private @Nullable String id(Sent sent, Request request, boolean byIdentifier) {
        Resource resource = sent.resource();
        String type = resource.fhirType();
        Optional<String> named = Conditional.identifier(request.condition()).map(text -> Key.id(type, text));
        if (named.isPresent()) {
            return named.get();
        }
        Optional<String> identified = identifiers(resource).stream()
                .map(identifier -> Key.id(type, Key.identifierText(identifier.getSystem(), identifier.getValue())))
                .findFirst();
        if (byIdentifier && identified.isPresent()) {
            return identified.get();
        }
        if (resource.hasIdElement() && resource.getIdElement().hasIdPart()) {
            return ofSource(type, resource.getIdElement().getIdPart());
        }
        if (!request.id().isEmpty()) {
            return ofSource(type, request.id());
        }
        if (identified.isPresent()) {
            return identified.get();
        }
        return sent.base().isEmpty()
                ? null
                : ofSource(type, sent.fullUrl().substring(sent.fullUrl().lastIndexOf('/') + 1));
    }

    private String ofSource(String type, String id) {
        return Key.id(type, run.feed().authority() + '\u001e' + id);
    }

    private static List<Identifier> identifiers(Resource resource) {
        List<Identifier> found = new ArrayList<>();
        for (Base one : Filling.values(resource, "identifier")) {
            if (one instanceof Identifier identifier && identifier.hasSystem() && identifier.hasValue()) {
                found.add(identifier);
            }
        }
        return found;
    }

    /**
     * What goes by its content is told apart with its references followed, for a sender makes up new {@code urn:uuid}s each
     * time. So what others refer to comes first; in a circle the references are left out.
     */
    private void identifyByContent() {
        List<Sent> waiting = new ArrayList<>(byContent);
        while (!waiting.isEmpty()) {
            Sent next = waiting.stream()
                    .filter(sent -> references(sent.resource()).stream()
                            .noneMatch(reference -> waiting.stream()
                                    .anyMatch(other -> other.fullUrl().equals(reference.getReference()))))
                    .findFirst()
                    .orElse(waiting.get(0));
            Resource content = next.resource().copy();
            rewriteReferences(next, content, false);
            String type = content.fhirType();
            keep(new Taken(next, ofSource(type, Key.id("content", run.json(content)))));
            waiting.remove(next);
        }
    }

    // ---- references

    private List<Reference> references(Resource resource) {
        return fhir.newTerser().getAllPopulatedChildElementsOfType(resource, Reference.class).stream()
                .filter(reference -> reference.getReference() != null
                        && !reference.getReference().startsWith("#"))
                .toList();
    }

    private void rewriteReferences(Sent sent, Resource resource, boolean tell) {
        for (Reference reference : references(resource)) {
            String followed = followed(reference.getReference(), sent.base());
            reference.setResource(null);
            reference.setReference(followed);
            if (followed == null && tell) {
                run.finding(
                        FindingCode.UNRESOLVED_REFERENCE,
                        Severity.WARNING,
                        sent.place(),
                        "A reference in this points at nothing that was sent. Send what it points at in the same"
                                + " bundle, or refer to it as Type/id or Type?identifier=system|value.");
            }
        }
    }

    private @Nullable String followed(String sent, String base) {
        String within = newReferences.get(sent);
        if (within != null) {
            return within;
        }
        if (sent.startsWith(STORED)) {
            String stored = sent.substring(STORED.length());
            return stored.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}") ? stored : null;
        }
        int query = sent.indexOf('?');
        if (query > 0) {
            String type = sent.substring(sent.lastIndexOf('/', query) + 1, query);
            return Conditional.identifier(sent)
                    .map(text -> newReferences.getOrDefault(type + "?" + text, type + "/" + Key.id(type, text)))
                    .orElse(null);
        }
        String plain = sent.split("/_history/", -1)[0];
        String[] part = plain.split("/", -1);
        if (part.length < 2 || !part[part.length - 2].matches("[A-Z][A-Za-z]+") || sent.startsWith("urn:")) {
            return null;
        }
        String type = part[part.length - 2];
        String id = part[part.length - 1];
        String relative = type + "/" + id;
        boolean elsewhere = plain.startsWith("http") && !base.isEmpty() && !plain.equals(base + "/" + relative);
        if (elsewhere) {
            // Another server's Patient/1 is not this one's.
            return type + "/" + ofSource(type, plain);
        }
        return newReferences.getOrDefault(relative, type + "/" + ofSource(type, id));
    }

    /** A document's text may stand in a Binary of the same sender. */
    private void rewriteAttachments(Resource resource) {
        for (Attachment attachment : fhir.newTerser().getAllPopulatedChildElementsOfType(resource, Attachment.class)) {
            String url = attachment.getUrl();
            if (url != null && (newReferences.containsKey(url) || url.startsWith("Binary/"))) {
                attachment.setUrl(followed(url, ""));
            }
        }
    }

    private static String text(Node node, String child) {
        Node found = node.first(child);
        return found == null || found.text() == null ? "" : Objects.requireNonNull(found.text());
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : java.time.OffsetDateTime.parse(text).toInstant();
        } catch (java.time.DateTimeException e) {
            return null;
        }
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
        private final String place;

        Told(String place) {
            super(false);
            this.place = place;
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
            told(
                    location,
                    "The value does not have the form its type asks for. A code was kept as it came, anything else was left out.");
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
            run.finding(FindingCode.INVALID_VALUE, Severity.WARNING, at == null ? place : place + "." + at, message);
        }
    }
}
