package org.headwater.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * What a Patient has in common with others of the same person. Two Patients that share a key are one person: a shared
 * identifier, or the same name and birth date and one more (telephone, e-mail, street and postal code, postal code and
 * sex). Keys are digests, so that the table of keys tells nobody's name.
 */
final class MatchKeys {

    private final Patient patient;
    private final Set<String> keys = new LinkedHashSet<>();

    private MatchKeys(Patient patient) {
        this.patient = patient;
    }

    static Set<String> of(Patient patient) {
        MatchKeys all = new MatchKeys(patient);
        all.identifiers();
        all.names();
        return all.keys;
    }

    private void identifiers() {
        for (Identifier identifier : patient.getIdentifier()) {
            if (identifier.hasSystem() && identifier.hasValue() && telling(identifier.getValue())) {
                add("identifier", identifier.getSystem(), identifier.getValue().strip());
            }
        }
    }

    /** Senders fill what they do not know with one digit again and again. */
    private static boolean telling(String value) {
        String plain = value.replaceAll("[^A-Za-z0-9]", "");
        return plain.length() >= 3 && plain.chars().distinct().count() > 1;
    }

    private void names() {
        String birthDate = patient.getBirthDateElement().getValueAsString();
        if (birthDate == null || birthDate.length() < 10) {
            return;
        }
        for (HumanName name : patient.getName()) {
            String family = plain(name.getFamily());
            String given = name.getGiven().stream()
                    .map(StringType::getValue)
                    .map(MatchKeys::plain)
                    .map(text -> text.split(" ")[0])
                    .findFirst()
                    .orElse("");
            if (!family.isEmpty() && !given.isEmpty()) {
                oneMore(family + "|" + given + "|" + birthDate);
            }
        }
    }

    private void oneMore(String who) {
        for (ContactPoint contact : patient.getTelecom()) {
            String value = contact.getValue() == null ? "" : contact.getValue();
            String digits = value.replaceAll("\\D", "");
            if (value.contains("@")) {
                add("email", who, plain(value));
            } else if (digits.length() >= 10) {
                add("phone", who, digits.substring(digits.length() - 10));
            }
        }
        for (Address address : patient.getAddress()) {
            String postalCode = address.getPostalCode() == null
                    ? ""
                    : address.getPostalCode().replaceAll("\\D", "");
            if (postalCode.length() >= 5) {
                String five = postalCode.substring(0, 5);
                address.getLine().stream()
                        .map(line -> plain(line.getValue()))
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .ifPresent(line -> add("street", who, five + "|" + line));
                if (patient.hasGender()) {
                    add("sex", who, five + "|" + patient.getGender().toCode());
                }
            }
        }
    }

    private void add(String kind, String first, String second) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((kind + "\n" + first + "\n" + second).getBytes(StandardCharsets.UTF_8));
            keys.add(HexFormat.of().formatHex(digest, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Without case, accents and punctuation. */
    static String plain(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}@]+", " ")
                .strip();
    }
}
