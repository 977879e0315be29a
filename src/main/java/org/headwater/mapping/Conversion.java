package org.headwater.mapping;

import ca.uhn.fhir.parser.DataFormatException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** Makes a FHIR value of a source value. */
interface Conversion {

    /**
     * What came of it.
     *
     * @param value the FHIR value
     * @param translation concept map and code pair; null when nothing was translated
     * @param traced whether the value's parts have told the trace already
     */
    record Converted(IBase value, @Nullable String translation, boolean traced) {}

    /** The FHIR value; null when the source value holds none, or a finding says why not. */
    @Nullable Converted convert(Rule rule, Frame frame, Run run, Value value, boolean another);

    /** What becomes of a code its concept map lacks. */
    enum Unmapped {
        REPORT,
        KEEP_ORIGINAL,
        PASS,
        LEAVE_OUT,
        REJECT
    }

    /** Translation of codes, with the policy for those the map lacks. */
    record Codes(ConceptMap map, Unmapped unmapped) {

        void report(Run run, String at, String code, @Nullable String display) {
            if (unmapped == Unmapped.PASS || unmapped == Unmapped.LEAVE_OUT) {
                return;
            }
            run.unmapped(map.name(), code, display, at);
            Severity severity = switch (unmapped) {
                case REPORT -> Severity.WARNING;
                case KEEP_ORIGINAL, PASS, LEAVE_OUT -> Severity.INFORMATION;
                case REJECT -> Severity.FATAL;
            };
            // What stands in a code field is not always a code; only what looks like one is quoted.
            String quoted =
                    code.length() <= 16 && code.indexOf(' ') < 0 ? "The code \"" + code + "\"" : "The code sent";
            String fate = unmapped == Unmapped.KEEP_ORIGINAL ? "it was kept as it came" : "it was left out";
            run.finding(
                    FindingCode.UNMAPPED_CODE,
                    severity,
                    at,
                    quoted + " is not in " + map.name() + "; " + fate
                            + ". Add it to the concept map or send one it has.");
        }

        String told(String sent, Translation translation) {
            return map.name() + ": " + sent + " -> " + translation.code();
        }

        @Nullable String system(Translation translation) {
            return translation.system() == null ? map.target() : translation.system();
        }
    }

    /**
     * Reads text as a primitive.
     *
     * @param match what the text must be as a whole, its groups joined being the value; null for anything
     * @param codes translation; null for none
     */
    record Primitive(
            Reading reading,
            @Nullable Pattern match,
            @Nullable Codes codes) implements Conversion {

        @Override
        public @Nullable Converted convert(Rule rule, Frame frame, Run run, Value value, boolean another) {
            String text = value.text();
            text = text == null || match == null ? text : matched(text, match);
            if (text == null || text.isEmpty()) {
                return null;
            }
            value.markRead(run);
            String told = null;
            if (codes != null) {
                String sent = text.strip();
                Translation translation = codes.map().translate(sent).orElse(null);
                if (translation == null && codes.unmapped() != Unmapped.PASS) {
                    codes.report(run, value.place(), sent, null);
                    if (codes.unmapped() != Unmapped.KEEP_ORIGINAL || isCode(rule)) {
                        return null;
                    }
                }
                if (translation != null) {
                    if (translation.none()) {
                        return null;
                    }
                    told = run.traces() ? codes.told(sent, translation) : null;
                    text = translation.code();
                }
            }
            return made(rule, run, value, text, told);
        }

        /** What is bound to a list of codes cannot keep another. */
        private static boolean isCode(Rule rule) {
            return rule.to().type().getName().equals("code");
        }

        private @Nullable Converted made(Rule rule, Run run, Value value, String text, @Nullable String told) {
            try {
                String read = reading.read(value, text, run);
                if (read == null) {
                    return null;
                }
                IPrimitiveType<?> primitive = (IPrimitiveType<?>) rule.to().newValue();
                primitive.setValueAsString(read);
                return primitive.isEmpty() ? null : new Converted(primitive, told, false);
            } catch (Reading.InvalidValueException e) {
                invalid(rule, run, value, String.valueOf(e.getMessage()));
            } catch (DataFormatException | IllegalArgumentException e) {
                // The parser's own words quote the value; ours must not.
                invalid(
                        rule,
                        run,
                        value,
                        "it is not a valid " + rule.to().type().getName());
            }
            return null;
        }

        private static void invalid(Rule rule, Run run, Value value, String why) {
            String element = run.elementOf(rule);
            run.finding(
                    FindingCode.INVALID_VALUE,
                    Severity.WARNING,
                    value.place(),
                    "The value" + (element == null ? "" : " for " + element) + " was left out: " + why + ".");
        }

        private static @Nullable String matched(String text, Pattern pattern) {
            Matcher matcher = pattern.matcher(text.strip());
            if (!matcher.matches()) {
                return null;
            }
            if (matcher.groupCount() == 0) {
                return text.strip();
            }
            StringBuilder groups = new StringBuilder();
            for (int i = 1; i <= matcher.groupCount(); i++) {
                String group = matcher.group(i);
                groups.append(group == null ? "" : group);
            }
            return groups.toString();
        }
    }

    /**
     * Makes a composite by its data type's rules.
     *
     * @param system URI for codes whose source names no code system; null to leave it as it was around
     * @param codes translation of its first code; null for none
     */
    record Composite(
            Datatype datatype,
            @Nullable String system,
            @Nullable Codes codes) implements Conversion {

        @Override
        public @Nullable Converted convert(Rule rule, Frame frame, Run run, Value value, boolean another) {
            if (value.node() == null) {
                return null;
            }
            String path = run.traces() ? rule.to().tracePath(frame, another) : null;
            String systemBefore = system == null ? null : run.swapSystem(system);
            String element = rule.elementIn(frame);
            String elementBefore = element == null ? null : run.swapElement(element);
            Base made = datatype.make(frame, value.node(), path, run);
            if (made != null && codes != null) {
                made = translated(rule, element, run, value, made, codes, path);
            }
            if (system != null) {
                run.swapSystem(systemBefore);
            }
            if (element != null) {
                run.swapElement(elementBefore);
            }
            return made == null ? null : new Converted(made, null, true);
        }

        /** The translated coding in front of those sent; null when the policy leaves the value out. */
        private static @Nullable Base translated(
                Rule rule,
                @Nullable String dictionaryElement,
                Run run,
                Value value,
                Base made,
                Codes codes,
                @Nullable String path) {
            String sent = sentCode(made, value);
            if (sent == null) {
                return made;
            }
            value.markRead(run);
            Translation translation = codes.map().translate(sent).orElse(null);
            if (translation == null) {
                codes.report(run, value.place(), sent, display(made));
                return codes.unmapped() == Unmapped.KEEP_ORIGINAL || codes.unmapped() == Unmapped.PASS ? made : null;
            }
            if (translation.none()) {
                return null;
            }
            Coding coding = new Coding(codes.system(translation), translation.code(), translation.display());
            if (made instanceof CodeableConcept concept) {
                front(concept, coding);
            } else if (made instanceof Coding target) {
                target.setSystem(coding.getSystem()).setCode(coding.getCode()).setDisplay(coding.getDisplay());
            }
            if (path != null) {
                String element = made instanceof CodeableConcept ? path + ".coding[0].code" : path + ".code";
                run.traced(element, value.place(), rule.place(), dictionaryElement, codes.told(sent, translation));
            }
            return made;
        }

        private static void front(CodeableConcept concept, Coding coding) {
            // A code without a system says nothing to others; its words stay in the text.
            concept.getCoding()
                    .removeIf(one -> !one.hasSystem()
                            || one.getSystem().equals(coding.getSystem())
                                    && coding.getCode().equals(one.getCode()));
            concept.getCoding().add(0, coding);
        }

        private static @Nullable String display(Base made) {
            if (made instanceof CodeableConcept concept) {
                return concept.hasCoding() && concept.getCodingFirstRep().hasDisplay()
                        ? concept.getCodingFirstRep().getDisplay()
                        : concept.getText();
            }
            return made instanceof Coding coding ? coding.getDisplay() : null;
        }

        private static @Nullable String sentCode(Base made, Value value) {
            if (made instanceof CodeableConcept concept && concept.hasCoding()) {
                return concept.getCodingFirstRep().getCode();
            }
            if (made instanceof Coding coding && coding.hasCode()) {
                return coding.getCode();
            }
            return value.text();
        }
    }
}
