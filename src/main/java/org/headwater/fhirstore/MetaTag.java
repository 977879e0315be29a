package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.dao.BaseHapiFhirDao;
import ca.uhn.fhir.jpa.model.entity.TagTypeEnum;
import java.util.LinkedHashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A tag, security label or profile of a resource's {@code meta}, as HAPI keeps them: apart from the resource. */
record MetaTag(
        TagTypeEnum kind,
        @Nullable String system,
        @Nullable String code,
        @Nullable String display,
        @Nullable String version,
        @Nullable Boolean userSelected) {

    /** All of a resource's, in the order tags, labels, profiles. */
    static Set<MetaTag> of(Resource resource) {
        Set<MetaTag> tags = new LinkedHashSet<>();
        if (!resource.hasMeta()) {
            return tags;
        }
        Meta meta = resource.getMeta();
        meta.getTag().forEach(coding -> add(tags, TagTypeEnum.TAG, coding));
        meta.getSecurity().forEach(coding -> add(tags, TagTypeEnum.SECURITY_LABEL, coding));
        for (CanonicalType profile : meta.getProfile()) {
            if (profile.hasValue()) {
                tags.add(new MetaTag(
                        TagTypeEnum.PROFILE, BaseHapiFhirDao.NS_JPA_PROFILE, profile.getValue(), null, null, null));
            }
        }
        return tags;
    }

    private static void add(Set<MetaTag> tags, TagTypeEnum kind, Coding coding) {
        if (coding.hasCode()) {
            tags.add(new MetaTag(
                    kind,
                    coding.getSystem(),
                    coding.getCode(),
                    coding.getDisplay(),
                    coding.getVersion(),
                    coding.hasUserSelected() ? coding.getUserSelected() : null));
        }
    }
}
