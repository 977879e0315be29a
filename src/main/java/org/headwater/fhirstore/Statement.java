package org.headwater.fhirstore;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Resource;

/**
 * One request, read as what somebody says about a resource at a time.
 *
 * @param stated mask of the elements it holds
 * @param deleted mask of the elements it asks to delete
 * @param fills mask of the elements it holds only for want of better
 * @param json the resource as stored, without id and meta
 * @param contentHash of that text
 * @param digest of all it says, but not when
 */
record Statement(
        String reference,
        Resource resource,
        Landing landing,
        long time,
        String source,
        long stated,
        long deleted,
        long fills,
        String json,
        byte[] contentHash,
        Digest digest) {

    static Statement of(StoreRequest request, ResourceElements elements, ResourceJson encoder) {
        MappedResource mapped = request.mapped();
        Resource resource = mapped.resource();
        long stated = elements.present(resource);
        long deleted = mask(mapped.deletions(), elements) & ~stated;
        long fills = mask(mapped.fills(), elements) & stated;
        String json = encoder.encode(resource);
        byte[] contentHash = ContentHash.of(json);
        Digest digest = Digest.of(
                contentHash,
                mapped.landing().name(),
                joined(mapped.deletions()) + (fills == 0 ? "" : "|" + joined(mapped.fills())),
                meta(resource));
        return new Statement(
                mapped.reference(),
                resource,
                mapped.landing(),
                request.eventTime().toEpochMilli(),
                request.source(),
                stated,
                deleted,
                fills,
                json,
                contentHash,
                digest);
    }

    /** Mask of the elements it speaks of with a time of its own. */
    long touched() {
        return (stated & ~fills) | deleted;
    }

    private static long mask(Set<String> names, ResourceElements elements) {
        long mask = 0;
        for (String name : names) {
            int number = elements.number(name);
            mask |= number < 0 ? 0 : 1L << number;
        }
        return mask;
    }

    private static String joined(Set<String> names) {
        return names.isEmpty() ? "" : String.join(" ", new TreeSet<>(names));
    }

    private static String meta(Resource resource) {
        return MetaTag.of(resource).stream().map(MetaTag::toString).collect(Collectors.joining("\n"));
    }
}
