package org.headwater.fhirstore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Encounter.DiagnosisComponent;
import org.hl7.fhir.r4.model.Encounter.EncounterParticipantComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group.GroupMemberComponent;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient.PatientLinkComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Lists whose entries have keys: identifiers by system and value, names and addresses by use, telecom by system and use,
 * extensions by URL, participants by role, diagnoses by condition and use, links and members of a group by whom they name.
 *
 * <p>A newer statement replaces the entries of the keys it has and leaves the others. One exception keeps thin statements
 * from thinning the record: where all that is stated under a key is only less than what is stored (a name without its middle
 * name, an address without its street, the same telephone number without its extension), what is stored stays.
 */
final class Entries {

    private Entries() {}

    /** Whether a list's entries are known by keys. */
    static boolean haveKeys(String element, List<IBase> values) {
        return switch (element) {
            case "identifier", "extension", "modifierExtension", "contained" -> true;
            default -> !values.isEmpty() && keyed(values.get(0)) && !element.contains(".");
        };
    }

    private static boolean keyed(IBase value) {
        return value instanceof HumanName
                || value instanceof Address
                || value instanceof ContactPoint
                || value instanceof PatientLinkComponent
                || value instanceof EncounterParticipantComponent
                || value instanceof GroupMemberComponent
                || value instanceof DiagnosisComponent;
    }

    /** What is stored, in its order, then what only the statement has; the newer of the two where both have a key. */
    static List<IBase> union(List<IBase> stored, List<IBase> stated, boolean newer) {
        Map<String, List<IBase>> byKey = byKey(stored);
        byKey(stated).forEach((key, values) -> {
            List<IBase> known = byKey.get(key);
            if (known == null || (newer && !coveredBy(known, values))) {
                byKey.put(key, values);
            }
        });
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    /** What is stored without the entries of some keys. */
    static List<IBase> without(List<IBase> stored, Set<String> keys) {
        return stored.stream()
                .filter(value -> keys.stream().noneMatch(key -> isOf(value, key)))
                .toList();
    }

    private static boolean isOf(IBase value, String wanted) {
        String key = key(value);
        return key.equals(wanted) || List.of(key.split("\\|", -1)).contains(wanted);
    }

    private static Map<String, List<IBase>> byKey(List<IBase> values) {
        Map<String, List<IBase>> byKey = new LinkedHashMap<>();
        boolean legal = values.stream()
                .anyMatch(value -> value instanceof HumanName name && name.getUse() == HumanName.NameUse.OFFICIAL);
        for (IBase value : values) {
            // Beside a legal name, one of no use is an alias.
            boolean alias = legal && value instanceof HumanName name && !name.hasUse();
            byKey.computeIfAbsent(alias ? "alias" : key(value), any -> new ArrayList<>())
                    .add(value);
        }
        return byKey;
    }

    private static String key(IBase value) {
        if (value instanceof Identifier identifier) {
            return identifier.getSystem() + "|" + identifier.getValue();
        }
        if (value instanceof Extension extension) {
            String other = extension.getValue() instanceof Reference reference ? "|" + reference.getReference() : "";
            return extension.getUrl() + other;
        }
        if (value instanceof GroupMemberComponent member) {
            return member.getEntity().getReference();
        }
        if (value instanceof HumanName name) {
            // v2.5.1 ch. 3, PID-5: a name of no type is the legal one.
            return name.hasUse() ? name.getUse().toCode() : "official";
        }
        if (value instanceof Address address) {
            return address.hasUse() ? address.getUse().toCode() : "home";
        }
        if (value instanceof ContactPoint contact) {
            return (contact.hasSystem() ? contact.getSystem().toCode() : "phone")
                    + "|"
                    + (contact.hasUse() ? contact.getUse().toCode() : "home");
        }
        if (value instanceof PatientLinkComponent link) {
            return String.valueOf(link.getOther().getReference());
        }
        if (value instanceof EncounterParticipantComponent participant) {
            return participant.getType().stream().map(Entries::code).findFirst().orElse("");
        }
        if (value instanceof DiagnosisComponent diagnosis) {
            return diagnosis.getCondition().getReference() + "|" + code(diagnosis.getUse());
        }
        if (value instanceof Resource contained) {
            return String.valueOf(contained.getIdPart());
        }
        return String.valueOf(System.identityHashCode(value));
    }

    private static String code(CodeableConcept concept) {
        Coding first = concept.getCodingFirstRep();
        return Objects.requireNonNullElse(first.getCode(), Objects.requireNonNullElse(concept.getText(), ""));
    }

    // ---- what says less

    private static boolean coveredBy(List<IBase> stored, List<IBase> stated) {
        return stated.stream().allMatch(one -> stored.stream().anyMatch(known -> says(known, one)));
    }

    /** Whether what is stored says all that is stated, and perhaps more. */
    private static boolean says(IBase stored, IBase stated) {
        if (stored instanceof HumanName known && stated instanceof HumanName one) {
            return !one.hasPeriod()
                    && alike(known.getFamily(), one.getFamily())
                    && inOrder(known.getGiven(), one.getGiven(), Entries::sameOrInitial)
                    && among(known.getPrefix(), one.getPrefix())
                    && among(known.getSuffix(), one.getSuffix())
                    && maySay(known.getText(), one.getText());
        }
        if (stored instanceof Address known && stated instanceof Address one) {
            return !one.hasPeriod()
                    && among(known.getLine(), one.getLine())
                    && maySay(known.getCity(), one.getCity())
                    && maySay(known.getDistrict(), one.getDistrict())
                    && maySay(known.getState(), one.getState())
                    && maySay(known.getPostalCode(), one.getPostalCode())
                    && maySay(known.getCountry(), one.getCountry())
                    && maySay(known.getText(), one.getText())
                    && (!one.hasType() || one.getType() == known.getType());
        }
        if (stored instanceof ContactPoint known && stated instanceof ContactPoint one) {
            return !one.hasPeriod()
                    && Objects.equals(number(known.getValue()), number(one.getValue()))
                    && (!one.hasRank() || one.getRank() == known.getRank());
        }
        return false;
    }

    private static boolean alike(@Nullable String known, @Nullable String one) {
        return Objects.equals(plain(known), plain(one));
    }

    private static boolean maySay(@Nullable String known, @Nullable String one) {
        return one == null || alike(known, one);
    }

    private static @Nullable String plain(@Nullable String text) {
        return text == null ? null : text.strip().toUpperCase(Locale.ROOT);
    }

    private static @Nullable String number(@Nullable String value) {
        String digits = value == null ? "" : value.replaceAll("\\D", "");
        return digits.length() >= 7 ? digits.substring(Math.max(0, digits.length() - 10)) : plain(value);
    }

    private static boolean sameOrInitial(String known, String one) {
        return known.equals(one) || (one.length() == 1 && known.startsWith(one));
    }

    private static boolean inOrder(List<StringType> known, List<StringType> some, BiPredicate<String, String> same) {
        if (some.size() > known.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same.test(text(known.get(i)), text(some.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean among(List<StringType> known, List<StringType> some) {
        List<String> texts = known.stream().map(Entries::text).toList();
        return some.stream().map(Entries::text).allMatch(texts::contains);
    }

    private static String text(PrimitiveType<String> value) {
        return Objects.requireNonNullElse(plain(value.getValue()), "");
    }
}
