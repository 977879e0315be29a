package org.headwater.fhirstore;

import java.util.ArrayList;
import java.util.List;

/** HAPI's index tables: what we write of each, and which of its columns tell one row of a resource from another. */
enum IndexTable {
    STRING(
            "HFJ_SPIDX_STRING",
            "SEQ_SPIDX_STRING",
            "HASH_NORM_PREFIX",
            "HASH_EXACT",
            "SP_VALUE_NORMALIZED",
            "SP_VALUE_EXACT"),
    TOKEN(
            "HFJ_SPIDX_TOKEN",
            "SEQ_SPIDX_TOKEN",
            "HASH_SYS",
            "HASH_SYS_AND_VALUE",
            "HASH_VALUE",
            "SP_SYSTEM",
            "SP_VALUE"),
    DATE(
            "HFJ_SPIDX_DATE",
            "SEQ_SPIDX_DATE",
            "SP_VALUE_LOW",
            "SP_VALUE_HIGH",
            "SP_VALUE_LOW_DATE_ORDINAL",
            "SP_VALUE_HIGH_DATE_ORDINAL"),
    NUMBER("HFJ_SPIDX_NUMBER", "SEQ_SPIDX_NUMBER", "SP_VALUE"),
    QUANTITY(
            "HFJ_SPIDX_QUANTITY",
            "SEQ_SPIDX_QUANTITY",
            "HASH_IDENTITY_AND_UNITS",
            "HASH_IDENTITY_SYS_UNITS",
            "SP_SYSTEM",
            "SP_UNITS",
            "SP_VALUE"),
    URI("HFJ_SPIDX_URI", "SEQ_SPIDX_URI", "HASH_URI", "SP_URI"),
    COORDS("HFJ_SPIDX_COORDS", "SEQ_SPIDX_COORDS", "SP_LATITUDE", "SP_LONGITUDE"),
    LINK("HFJ_RES_LINK", "SEQ_RESLINK_ID") {
        @Override
        String resourceColumn() {
            return "SRC_RESOURCE_ID";
        }

        @Override
        List<String> columns() {
            return List.of(
                    "PID",
                    "SRC_RESOURCE_ID",
                    "SP_UPDATED",
                    "SOURCE_RESOURCE_TYPE",
                    "SRC_RES_TYPE_ID",
                    "SRC_PATH",
                    "TARGET_RESOURCE_TYPE",
                    "TARGET_RES_TYPE_ID",
                    "TARGET_RESOURCE_ID",
                    "TARGET_RESOURCE_URL",
                    "TARGET_RESOURCE_VERSION");
        }
    },
    TAG("HFJ_RES_TAG", "SEQ_RESTAG_ID") {
        @Override
        List<String> columns() {
            return List.of("PID", "RES_ID", "RES_TYPE", "RES_TYPE_ID", "TAG_ID");
        }
    };

    private final String table;
    private final String sequence;
    private final List<String> values;

    IndexTable(String table, String sequence, String... values) {
        this.table = table;
        this.sequence = sequence;
        this.values = List.of(values);
    }

    String table() {
        return table;
    }

    String sequence() {
        return sequence;
    }

    String resourceColumn() {
        return "RES_ID";
    }

    /** The row's own number first, the resource's second. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("SP_ID", "RES_ID", "SP_UPDATED", "SP_MISSING", "HASH_IDENTITY"));
        columns.addAll(values);
        return List.copyOf(columns);
    }
}
