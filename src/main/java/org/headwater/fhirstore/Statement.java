package org.headwater.fhirstore;

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
        String json,
        byte[] contentHash,
        Digest digest) {

    static Statement of(StoreRequest request, ResourceElements elements, ResourceJson encoder) {
        MappedResource mapped = request.mapped();
        Resource resource = mapped.resource();
        long stated = elements.present(resource);
        long deleted = 0;
        for (String name : mapped.deletions()) {
            int number = elements.number(name);
            deleted |= number < 0 ? 0 : 1L << number;
        }
        deleted &= ~stated;
        String json = encoder.encode(resource);
        byte[] contentHash = ContentHash.of(json);
        Digest digest = Digest.of(
                contentHash,
                mapped.landing().name(),
                mapped.deletions().isEmpty() ? "" : String.join(" ", new TreeSet<>(mapped.deletions())),
                meta(resource));
        return new Statement(
                mapped.reference(),
                resource,
                mapped.landing(),
                request.eventTime().toEpochMilli(),
                request.source(),
                stated,
                deleted,
                json,
                contentHash,
                digest);
    }

    long touched() {
        return stated | deleted;
    }

    private static String meta(Resource resource) {
        return MetaTag.of(resource).stream().map(MetaTag::toString).collect(Collectors.joining("\n"));
    }
}
