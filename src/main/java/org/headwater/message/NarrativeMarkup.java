package org.headwater.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An element of CDA narrative markup (StrucDoc.Text), or of the HTML some senders put in its place. */
final class NarrativeMarkup {

    /** How CDA names what XHTML names otherwise; names that are the same in both, and HTML's own, stand in KEPT. */
    private static final Map<String, String> RENAMED = Map.of(
            "content", "span",
            "paragraph", "p",
            "item", "li",
            "linkHtml", "a",
            "footnote", "span",
            "footnoteRef", "span");

    private static final Set<String> KEPT = Set.of(
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
            "colgroup",
            "col",
            "br",
            "sub",
            "sup",
            "div",
            "p",
            "span",
            "b",
            "i",
            "u",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "a",
            "pre",
            "blockquote",
            "hr",
            "dl",
            "dt",
            "dd",
            "small",
            "big",
            "tt",
            "code");
    private static final Set<String> DROPPED = Set.of("script", "style", "object", "iframe", "head", "form", "input");
    private static final Set<String> EMPTY = Set.of("br", "hr", "col");
    private static final Set<String> STRUCTURE =
            Set.of("table", "thead", "tbody", "tfoot", "tr", "colgroup", "list", "ul", "ol");
    private static final Set<String> BLOCKS = Set.of(
            "table",
            "paragraph",
            "list",
            "item",
            "div",
            "p",
            "ul",
            "ol",
            "li",
            "caption",
            "pre",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "dl",
            "dt",
            "dd");
    private static final Set<String> OWN_LINE = Set.of("tr", "br", "thead", "tbody", "tfoot");
    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Map<String, String> STYLES =
            Map.of("bold", "b", "italics", "i", "underline", "u", "emphasis", "em");
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,127}");
    private static final Pattern SAFE_LINK = Pattern.compile("(?i)(https?:|mailto:|tel:|#).*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private final @Nullable NarrativeMarkup parent;
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>(4);
    private final List<Object> content = new ArrayList<>(4);

    NarrativeMarkup(@Nullable NarrativeMarkup parent, String name) {
        this.parent = parent;
        this.name = name;
        if (parent != null) {
            parent.content.add(this);
        }
    }

    void attribute(String attributeName, String value) {
        attributes.put(attributeName, value);
    }

    void text(String run) {
        content.add(run);
    }

    /** Null for the outermost. */
    @Nullable NarrativeMarkup parent() {
        return parent;
    }

    /** What references name it by; null when it has no id. */
    @Nullable String id() {
        String id = attributes.get("ID");
        return id == null ? attributes.get("id") : id;
    }

    /** Its text without markup; null when there is none. */
    @Nullable String plain() {
        PlainText plain = new PlainText();
        appendTo(plain);
        String text = plain.text.toString().strip();
        return text.isEmpty() ? null : text;
    }

    private void appendTo(PlainText plain) {
        for (Object part : content) {
            if (part instanceof String run) {
                plain.run(run);
                continue;
            }
            NarrativeMarkup element = (NarrativeMarkup) part;
            if (DROPPED.contains(element.name)) {
                continue;
            }
            boolean line = BLOCKS.contains(element.name) || OWN_LINE.contains(element.name);
            if (line) {
                plain.newLine();
            } else if (CELLS.contains(element.name)) {
                plain.newCell();
            }
            element.appendTo(plain);
            if (line) {
                plain.newLine();
            }
        }
    }

    /** Collapses white space as a browser would, and keeps lines and cells apart. */
    private static final class PlainText {
        private final StringBuilder text = new StringBuilder();
        private boolean blank;
        private boolean cell;

        void run(String run) {
            for (int i = 0; i < run.length(); i++) {
                char c = run.charAt(i);
                if (Character.isWhitespace(c) || c == '\u00A0') {
                    blank = true;
                } else {
                    gap();
                    text.append(c);
                }
            }
        }

        private void gap() {
            boolean lineStart = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
            if (!lineStart && cell) {
                text.append(" | ");
            } else if (!lineStart && blank) {
                text.append(' ');
            }
            blank = false;
            cell = false;
        }

        void newCell() {
            cell = true;
        }

        void newLine() {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
            blank = false;
            cell = false;
        }
    }

    /** The content as a {@code div} of safe XHTML. */
    String xhtml() {
        StringBuilder html = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        appendContent(html);
        return html.append("</div>").toString();
    }

    private void appendContent(StringBuilder html) {
        for (Object part : content) {
            if (part instanceof NarrativeMarkup element) {
                element.appendElement(html);
            } else if (!STRUCTURE.contains(name) || !((String) part).isBlank()) {
                escape(html, (String) part);
            }
        }
    }

    private void appendElement(StringBuilder html) {
        if (DROPPED.contains(name)) {
            return;
        }
        if (name.equals("list")) {
            appendList(html);
            return;
        }
        String tag = tag();
        html.append('<').append(tag);
        appendAttributes(html);
        if (EMPTY.contains(tag)) {
            html.append("/>");
            return;
        }
        html.append('>');
        List<String> styles = styles();
        styles.forEach(style -> html.append('<').append(style).append('>'));
        appendContent(html);
        for (int i = styles.size() - 1; i >= 0; i--) {
            html.append("</").append(styles.get(i)).append('>');
        }
        html.append("</").append(tag).append('>');
    }

    private String tag() {
        if (name.equals("caption")) {
            return parent != null && parent.name.equals("table") ? "caption" : "span";
        }
        String tag = KEPT.contains(name) ? name : RENAMED.getOrDefault(name, "span");
        // a paragraph or span around a table or list would not be valid XHTML
        return (tag.equals("p") || tag.equals("span")) && holdsBlock() ? "div" : tag;
    }

    private boolean holdsBlock() {
        for (Object part : content) {
            if (part instanceof NarrativeMarkup element && (BLOCKS.contains(element.name) || element.holdsBlock())) {
                return true;
            }
        }
        return false;
    }

    /** A list's caption goes before it: XHTML has none inside. */
    private void appendList(StringBuilder html) {
        String tag = "ordered".equalsIgnoreCase(attributes.get("listType")) ? "ol" : "ul";
        for (Object part : content) {
            if (part instanceof NarrativeMarkup element && element.name.equals("caption")) {
                html.append(element.holdsBlock() ? "<div>" : "<p>");
                element.appendContent(html);
                html.append(element.holdsBlock() ? "</div>" : "</p>");
            }
        }
        html.append('<').append(tag);
        appendAttributes(html);
        html.append('>');
        for (Object part : content) {
            if (part instanceof NarrativeMarkup element && !element.name.equals("caption")) {
                element.appendElement(html);
            }
        }
        html.append("</").append(tag).append('>');
    }

    private void appendAttributes(StringBuilder html) {
        String id = id();
        if (id != null && SAFE_ID.matcher(id).matches()) {
            html.append(" id=\"").append(id).append('"');
        }
        for (String span : List.of("colspan", "rowspan")) {
            String value = attributes.get(span);
            if (value != null && NUMBER.matcher(value).matches()) {
                html.append(' ').append(span).append("=\"").append(value).append('"');
            }
        }
        String link = attributes.get("href");
        if (link != null && SAFE_LINK.matcher(link).matches()) {
            html.append(" href=\"");
            escape(html, link);
            html.append('"');
        }
    }

    private List<String> styles() {
        if (!name.equals("content")) {
            return List.of();
        }
        List<String> styles = new ArrayList<>(2);
        for (String style :
                Objects.requireNonNullElse(attributes.get("styleCode"), "").split("\\s+")) {
            String tag = STYLES.get(style.toLowerCase(Locale.ROOT));
            if (tag != null && !holdsBlock()) {
                styles.add(tag);
            }
        }
        return styles;
    }

    private static void escape(StringBuilder html, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                default -> html.append(c);
            }
        }
    }
}
