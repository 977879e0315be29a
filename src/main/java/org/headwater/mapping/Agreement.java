package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/** What parts of one value must agree on, and senders at times break: invariants of R4 and US Core that span elements. */
enum Agreement {

    /** A period ends no earlier than it starts (R4, per-1). */
    PERIOD("Period") {
        @Override
        @Nullable String mend(IBase value, SourceFeed feed) {
            Period period = (Period) value;
            if (!period.hasStart() || !period.hasEnd() || !before(period.getEndElement(), period.getStartElement())) {
                return null;
            }
            period.setEndElement(null);
            return "The end of a period lies before its start, so the end was left out. Correct one of them.";
        }
    },

    /** A National Provider Identifier has ten digits, the last being its check digit (US Core, us-core-16 and 17). */
    PROVIDER_NUMBER("Identifier") {
        @Override
        @Nullable String mend(IBase value, SourceFeed feed) {
            Identifier identifier = (Identifier) value;
            if (!NPI.equals(identifier.getSystem())
                    || !identifier.hasValue()
                    || CheckDigit.npi(identifier.getValue())) {
                return null;
            }
            identifier.setSystem(Reading.below(feed, "NPI"));
            return "This is no National Provider Identifier: ten digits with the right check digit are expected. It was"
                    + " kept as a number of the sender's own.";
        }
    };

    private static final String NPI = "http://hl7.org/fhir/sid/us-npi";

    private static final int DATE = "2020-01-31".length();

    private final String type;

    Agreement(String type) {
        this.type = type;
    }

    /** What must hold in a value of a type; null for nothing. */
    static @Nullable Agreement of(BaseRuntimeElementDefinition<?> type) {
        for (Agreement agreement : values()) {
            if (agreement.type.equals(type.getName())) {
                return agreement;
            }
        }
        return null;
    }

    /** Makes a value hold what it must; null when it did, else what was wrong and what was done, in the sender's words. */
    abstract @Nullable String mend(IBase value, SourceFeed feed);

    /** As far as both are told: a day is not before a time of that day. */
    private static boolean before(BaseDateTimeType one, BaseDateTimeType other) {
        String first = one.getValueAsString();
        String second = other.getValueAsString();
        if (first.length() > DATE && second.length() > DATE) {
            return one.getValue().before(other.getValue());
        }
        int told = Math.min(DATE, Math.min(first.length(), second.length()));
        return first.substring(0, told).compareTo(second.substring(0, told)) < 0;
    }
}
