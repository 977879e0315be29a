package org.headwater.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/** An entry and its findings as senders and administrators see them. */
final class EntryJson {

    private EntryJson() {}

    static Map<String, Object> keys(InboxEntry entry) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("entry", entry.id());
        keys.put("feed", entry.feed().value());
        keys.put("state", entry.state().code());
        keys.put("unit", entry.unit());
        keys.put("place", entry.place());
        keys.put("type", entry.type());
        keys.put("controlId", entry.controlId());
        keys.put("receivedAt", entry.receivedAt().toString());
        keys.put("doneAt", entry.doneAt() == null ? null : entry.doneAt().toString());
        keys.put("mapping", entry.mapping());
        keys.put("findings", entry.findings().stream().map(FindingsText::keys).toList());
        return keys;
    }
}
