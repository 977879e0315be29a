package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.model.entity.TagTypeEnum;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.jspecify.annotations.Nullable;

/**
 * HAPI's table of tags, security labels and profiles, of which resources hold numbers. Two transactions may define the same
 * tag at once; HAPI's table allows that and its searches find both.
 */
final class TagDefinitions {

    private static final int REMEMBERED = 10_000;

    private final Sequences sequences;
    private final Cache<MetaTag, Long> numbers =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    TagDefinitions(Sequences sequences) {
        this.sequences = sequences;
    }

    /** The numbers of tags, defining those that are new; {@code afterCommit} gets those to remember once that is sure. */
    Map<MetaTag, Long> numbers(Connection connection, Collection<MetaTag> tags, Map<MetaTag, Long> afterCommit)
            throws SQLException {
        Map<MetaTag, Long> found = new HashMap<>();
        for (MetaTag tag : tags) {
            Long number = numbers.getIfPresent(known(tag));
            if (number == null) {
                number = afterCommit.get(known(tag));
            }
            if (number == null) {
                number = lookUp(connection, tag);
                afterCommit.put(known(tag), number);
            }
            found.put(tag, number);
        }
        return found;
    }

    void remember(Map<MetaTag, Long> defined) {
        numbers.putAll(defined);
    }

    /** The display is no part of a tag's identity: the first one given is the one kept. */
    private static MetaTag known(MetaTag tag) {
        return new MetaTag(tag.kind(), tag.system(), tag.code(), null, tag.version(), tag.userSelected());
    }

    private long lookUp(Connection connection, MetaTag tag) throws SQLException {
        String sql = "select TAG_ID, TAG_SYSTEM, TAG_VERSION, TAG_USER_SELECTED from HFJ_TAG_DEF"
                + " where TAG_TYPE = ? and TAG_CODE = ? order by TAG_ID";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, tag.kind().ordinal());
            statement.setString(2, tag.code());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (Objects.equals(rows.getString(2), tag.system())
                            && Objects.equals(rows.getString(3), tag.version())
                            && Objects.equals(rows.getObject(4), tag.userSelected())) {
                        return rows.getLong(1);
                    }
                }
            }
        }
        return define(connection, tag);
    }

    private long define(Connection connection, MetaTag tag) throws SQLException {
        long number = sequences.take(connection, "SEQ_TAGDEF_ID", 1).next();
        String sql = "insert into HFJ_TAG_DEF"
                + " (TAG_ID, TAG_TYPE, TAG_SYSTEM, TAG_CODE, TAG_DISPLAY, TAG_VERSION, TAG_USER_SELECTED)"
                + " values (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.setInt(2, tag.kind().ordinal());
            statement.setString(3, tag.system());
            statement.setString(4, tag.code());
            statement.setString(5, tag.display());
            statement.setString(6, tag.version());
            statement.setObject(7, tag.userSelected(), Types.BOOLEAN);
            statement.executeUpdate();
        }
        return number;
    }

    /** Puts the tags of resources, by the resource's number, into what {@code metas} holds for it. */
    static void read(Connection connection, Long[] pids, Map<Long, Meta> metas) throws SQLException {
        String sql = "select t.RES_ID, d.TAG_TYPE, d.TAG_SYSTEM, d.TAG_CODE, d.TAG_DISPLAY, d.TAG_VERSION,"
                + " d.TAG_USER_SELECTED from HFJ_RES_TAG t join HFJ_TAG_DEF d on d.TAG_ID = t.TAG_ID"
                + " where t.RES_ID = any(?) order by t.PID";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", pids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Meta meta = metas.computeIfAbsent(rows.getLong(1), pid -> new Meta());
                    add(meta, TagTypeEnum.values()[rows.getInt(2)], rows);
                }
            }
        }
    }

    private static void add(Meta meta, TagTypeEnum kind, ResultSet row) throws SQLException {
        if (kind == TagTypeEnum.PROFILE) {
            meta.addProfile(row.getString(4));
            return;
        }
        Coding coding = kind == TagTypeEnum.SECURITY_LABEL ? meta.addSecurity() : meta.addTag();
        coding.setSystem(row.getString(3))
                .setCode(row.getString(4))
                .setDisplay(row.getString(5))
                .setVersion(row.getString(6));
        @Nullable Object userSelected = row.getObject(7);
        if (userSelected instanceof Boolean selected) {
            coding.setUserSelected(selected);
        }
    }
}
