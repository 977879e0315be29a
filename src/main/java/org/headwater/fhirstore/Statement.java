package org.headwater.fhirstore;

import java.util.HashMap;
import java.util.Map;
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
 * @param entries keys of single entries it asks to delete, by the number of their list
 * @param fills mask of the elements it holds only for want of better
 * @param undone mask of the elements it takes a change of back, and of their marks
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
        Map<Integer, Set<String>> entries,
        long fills,
        long undone,
        String json,
        byte[] contentHash,
        Digest digest) {

    static Statement of(StoreRequest request, ResourceElements elements, ResourceJson encoder) {
        MappedResource mapped = request.mapped();
        Resource resource = mapped.resource();
        long stated = elements.present(resource);
        long deleted = 0;
        Map<Integer, Set<String>> entries = new HashMap<>();
        for (String name : mapped.deletions()) {
            int bracket = name.indexOf('[');
            if (bracket < 0) {
                deleted |= mask(elements, name);
                continue;
            }
            int number = elements.number(name.substring(0, bracket));
            if (number >= 0) {
                entries.computeIfAbsent(number, any -> new TreeSet<>())
                        .add(name.substring(bracket + 1, name.length() - 1));
            }
        }
        deleted &= ~stated;
        long fills = 0;
        for (String name : mapped.fills()) {
            fills |= mask(elements, name);
        }
        long undone = 0;
        for (String name : mapped.undone()) {
            int mark = elements.undoneNumber(name);
            undone |= mark < 0 ? 0 : mask(elements, name) | 1L << mark;
        }
        String json = encoder.encode(resource);
        byte[] contentHash = ContentHash.of(json);
        Digest digest = Digest.of(
                contentHash,
                mapped.landing().name(),
                sorted(mapped.deletions()),
                sorted(mapped.fills()),
                sorted(mapped.undone()),
                meta(resource));
        return new Statement(
                mapped.reference(),
                resource,
                mapped.landing(),
                request.eventTime().toEpochMilli(),
                request.source(),
                stated,
                deleted,
                entries,
                fills & stated,
                undone,
                json,
                contentHash,
                digest);
    }

    /** Mask of the elements it says something of. */
    long touched() {
        long touched = stated | deleted | undone;
        for (int number : entries.keySet()) {
            touched |= 1L << number;
        }
        return touched;
    }

    /** The time its word on an element counts as said. */
    long timeOf(int element) {
        return (fills & 1L << element) != 0 ? ElementTimes.filling(time) : time;
    }

    /** The mask of an element by name, or of what it is a part of. */
    private static long mask(ResourceElements elements, String name) {
        long mask = elements.mask(name);
        int point = name.indexOf('.');
        return mask != 0 || point < 0 ? mask : elements.mask(name.substring(0, point));
    }

    private static String sorted(Set<String> names) {
        return names.isEmpty() ? "" : String.join(" ", new TreeSet<>(names));
    }

    private static String meta(Resource resource) {
        return MetaTag.of(resource).stream().map(MetaTag::toString).collect(Collectors.joining("\n"));
    }
}
