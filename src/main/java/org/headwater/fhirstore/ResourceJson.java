package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;

/** Resources as HAPI stores them: JSON without {@code id} and {@code meta}, which stand in columns and tables of their own. */
final class ResourceJson {

    private final FhirContext context;

    private final PlainJson plain;

    ResourceJson(FhirContext context) {
        this.context = context;
        this.plain = new PlainJson(context);
    }

    String encode(Resource resource) {
        String text = plain.encode(resource);
        return text == null ? encodeByHapi(resource) : text;
    }

    /** The long way, which knows every turn. */
    String encodeByHapi(Resource resource) {
        IParser parser = context.newJsonParser();
        parser.setDontEncodeElements(excluded(resource));
        return parser.encodeResourceToString(resource);
    }

    private static Set<String> excluded(Resource resource) {
        String meta = resource.fhirType() + ".meta";
        if (!resource.hasMeta() || !resource.getMeta().hasExtension()) {
            return Set.of("id", meta);
        }
        return Set.of(
                "id",
                meta + ".profile",
                meta + ".tag",
                meta + ".security",
                meta + ".versionId",
                meta + ".lastUpdated",
                meta + ".source");
    }

    Resource decode(String json) {
        return (Resource) context.newJsonParser().parseResource(json);
    }
}
