package org.headwater.mapping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * How a resource gets its identity: alternatives of sums of terms, the first that has a value taken.
 *
 * @param alternatives in order of preference
 */
record Key(List<Key.Sum> alternatives) {

    /** A part of a key. */
    interface Term {
        /**
         * Adds its text.
         *
         * @return whether it has a value of its own that may carry the alternative
         */
        boolean append(Frame frame, Run run, StringBuilder key);
    }

    /** Terms that make one alternative. */
    record Sum(List<Term> terms) {
        /** The key; null when the first term that comes from the data has no value. */
        @Nullable String of(Frame frame, Run run) {
            StringBuilder key = new StringBuilder(64);
            boolean decided = false;
            for (Term term : terms) {
                boolean present = term.append(frame, run, key);
                if (!decided && carries(term)) {
                    if (!present) {
                        return null;
                    }
                    decided = true;
                }
                key.append('\u001f');
            }
            return key.toString();
        }

        private static boolean carries(Term term) {
            return term instanceof Origin
                    || term instanceof OwnIdentifier
                    || term instanceof Ref
                    || term instanceof Group;
        }

        boolean ownIdentifierOnly() {
            return terms.size() == 1 && terms.get(0) instanceof OwnIdentifier;
        }
    }

    /** The key's text; empty when no alternative has a value. */
    String text(Frame frame, Run run) {
        for (Sum sum : alternatives) {
            String key = sum.of(frame, run);
            if (key != null) {
                return key;
            }
        }
        return "";
    }

    /** The id of the resource in this frame; null when no alternative has a value. */
    @Nullable String id(String type, Frame frame, Run run, String authority) {
        for (Sum sum : alternatives) {
            String key = sum.of(frame, run);
            if (key != null) {
                // An identifier's own system qualifies it, so that every feed arrives at the same resource.
                return sum.ownIdentifierOnly()
                        ? id(type, key.substring(0, key.length() - 1))
                        : id(type, authority + '\u001e' + key);
            }
        }
        return null;
    }

    /** An identifier as a key. */
    static String identifierText(String system, String value) {
        return system + '|' + value;
    }

    /** The first 128 bits of SHA-256 over type and key, in hexadecimal. */
    static String id(String type, String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(type.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0x1e);
            byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A fixed text. */
    record Text(String text) implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            key.append(text);
            return true;
        }
    }

    /** A value of the source. */
    record Origin(Source source) implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            Value value = source.value(frame.context, run);
            String text = value == null ? null : value.text();
            if (text == null || value == null) {
                return false;
            }
            value.markRead(run);
            key.append(text);
            return true;
        }
    }

    /** The resource's own identifier, as system and value. */
    record OwnIdentifier(List<String> types) implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            Identifier chosen = chosen(frame.target);
            if (chosen == null) {
                return false;
            }
            String system = chosen.hasSystem() ? chosen.getSystem() : run.feed().authority();
            key.append(identifierText(system, chosen.getValue()));
            return true;
        }

        private @Nullable Identifier chosen(Base resource) {
            Base[] all = Filling.values(resource, "identifier");
            for (String type : types.isEmpty() ? List.of("") : types) {
                for (Base one : all) {
                    if (one instanceof Identifier identifier
                            && identifier.hasValue()
                            && (type.isEmpty() || isOf(identifier, type))) {
                        return identifier;
                    }
                }
            }
            return null;
        }

        private static boolean isOf(Identifier identifier, String type) {
            for (Coding coding : identifier.getType().getCoding()) {
                if (type.equals(coding.getCode())) {
                    return true;
                }
            }
            return type.equals(identifier.getSystem());
        }
    }

    /** The id of the resource around this one. */
    record Parent() implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            key.append(frame.enclosingResourceId());
            return true;
        }
    }

    /** The id of a block's resource. */
    record Ref(String name) implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            List<String> references = frame.references(name, true, run);
            if (references.isEmpty()) {
                return false;
            }
            key.append(references.get(0));
            return true;
        }
    }

    /** A digest of what the resource states. */
    record Content() implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            key.append(id("content", run.json(frame.target)));
            return true;
        }
    }

    /** Alternatives within a sum; nothing where none has a value. */
    record Group(List<Sum> alternatives) implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            for (Sum sum : alternatives) {
                String text = sum.of(frame, run);
                if (text != null) {
                    key.append(text);
                    return true;
                }
            }
            return false;
        }
    }

    /** How many resources with the same key so far the unit has stated before; nothing for the first. */
    record Occurrence() implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            int earlier = run.occurrences(frame.target.fhirType() + key);
            if (earlier > 0) {
                key.append(earlier);
            }
            return true;
        }
    }

    /** The position among what the block's path selected. */
    record Index() implements Term {
        @Override
        public boolean append(Frame frame, Run run, StringBuilder key) {
            key.append(frame.index);
            return true;
        }
    }
}
