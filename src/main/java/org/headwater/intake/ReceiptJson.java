package org.headwater.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/** Receipts as senders see them. */
final class ReceiptJson {

    private ReceiptJson() {}

    /** What is promised when files were kept. */
    static Map<String, Object> keys(Receipt receipt) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("receipt", receipt.id().toString());
        keys.put("entries", receipt.entries());
        keys.put("duplicates", receipt.duplicates());
        keys.put("status", "/intake/receipts/" + receipt.id());
        return keys;
    }

    /** The same, with how many entries are in which state. */
    static Map<String, Object> counts(ReceiptStatus status) {
        Map<String, Object> keys = keys(new Receipt(status.id(), status.feed(), status.total(), status.duplicate()));
        keys.put("accepted", status.accepted());
        keys.put("stored", status.stored());
        keys.put("quarantined", status.quarantined());
        keys.put("duplicate", status.duplicate());
        return keys;
    }

    /** All there is to tell, with the entries that have findings. */
    static Map<String, Object> keys(ReceiptStatus status) {
        Map<String, Object> keys = counts(status);
        keys.put("feed", status.feed().value());
        keys.put("receivedAt", status.receivedAt().toString());
        keys.put("complete", status.complete());
        keys.put("files", status.files().stream().map(ReceiptJson::keys).toList());
        keys.put("findings", status.entries().stream().map(EntryJson::keys).toList());
        return keys;
    }

    private static Map<String, Object> keys(ReceiptStatus.FileStatus file) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", file.name());
        keys.put("size", file.size());
        keys.put("units", file.units());
        keys.put("split", file.split());
        keys.put("duplicate", file.duplicate());
        return keys;
    }
}
