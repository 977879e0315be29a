package org.headwater.dictionary;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One datum of the common data dictionary: our name and meaning for it, whatever the wire format.
 *
 * @param name {@code domain.words-in-kebab-case}
 * @param domain the domain it belongs to
 * @param definition what it means, in plain language
 * @param type its kind ({@code date, code, name …})
 * @param fhir where it lands: {@code Type.path}, the path as mappings write it
 * @param values value set or code system of a code, or system of an identifier; null where none is bound
 * @param sensitivity class of sensitivity ({@code identifying, clinical, substance-use …})
 * @param synonyms what columns are called that hold it
 * @param unit of a quantity; null for others
 * @param since the dictionary version that brought it
 * @param file the file that defines it
 * @param line the line it is defined on
 */
public record Element(
        String name,
        String domain,
        String definition,
        String type,
        List<String> fhir,
        @Nullable String values,
        String sensitivity,
        List<String> synonyms,
        @Nullable String unit,
        int since,
        String file,
        int line) {

    public Element {
        fhir = List.copyOf(fhir);
        synonyms = List.copyOf(synonyms);
    }
}
