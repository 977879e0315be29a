package org.headwater.coverage;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A FHIR attribute as the tables write it, taken apart: {@code performer[2](Organization.address)} is the address of an
 * Organization to which {@code performer} refers.
 *
 * @param hops from the table's own resource to the one filled at last
 */
record Target(List<Hop> hops) {

    private static final Set<String> RESOURCES = FhirContext.forR4Cached().getResourceTypes();

    /**
     * A path in a resource.
     *
     * @param path empty when the resource itself is meant
     */
    record Hop(String resource, String path) {

        Hop below(String more) {
            String joined = path.isEmpty() || more.isEmpty() ? path + more : path + "." + more;
            return new Hop(resource, joined);
        }
    }

    /**
     * Reads an attribute.
     *
     * @param start what the table's rows start from
     * @param attribute with extensions already written {@code extension{url}}, and indexes still in it
     */
    static Target of(Hop start, String attribute) {
        List<Hop> hops = new ArrayList<>();
        hops.add(start);
        for (String part : attribute.replaceAll("\\[[^]]*]?", "").split("[()]")) {
            String path = part.replaceAll("^[. ]+|[. ]+$", "");
            int point = path.indexOf('.');
            String first = point < 0 ? path : path.substring(0, point);
            String rest = point < 0 ? "" : path.substring(point + 1);
            if (first.isEmpty()) {
                continue;
            }
            if (!Character.isUpperCase(first.charAt(0))) {
                hops.add(hops.remove(hops.size() - 1).below(element(path)));
            } else if (RESOURCES.contains(first) && !(hops.size() == 1 && first.equals(start.resource()))) {
                hops.add(new Hop(first, element(rest)));
            } else {
                hops.add(hops.remove(hops.size() - 1).below(element(rest)));
            }
        }
        return new Target(hops.stream()
                .map(hop -> new Hop(hop.resource(), unfolded(hop.path())))
                .toList());
    }

    /** Whether R4 has a resource of this name. */
    static boolean isResource(String name) {
        return RESOURCES.contains(name);
    }

    private static String element(String path) {
        return path.replaceAll("\\.reference$", "")
                .replaceAll("^\\$(this|value)$", "")
                .replaceAll("\\.(url|uri)$", ".url");
    }

    private static String unfolded(String path) {
        return path.replace('{', '(').replace('}', ')').replace('\u0001', '.');
    }

    /** What is filled at last. */
    Hop last() {
        return hops.get(hops.size() - 1);
    }
}
