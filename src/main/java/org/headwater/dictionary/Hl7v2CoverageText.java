package org.headwater.dictionary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** What Headwater does with every row of HL7's v2-to-FHIR tables, as the page of our documents tells it. */
final class Hl7v2CoverageText {

    private static final String PAGE = "docs/hl7v2-coverage.md";
    private static final Pattern HEADING = Pattern.compile("<h([1-3])>(.*?)</h\\1>");

    private Hl7v2CoverageText() {}

    /** The page in HTML, its headings and tables named so that one can go to them. */
    static String html() throws IOException {
        ClassLoader loader = Hl7v2CoverageText.class.getClassLoader();
        try (InputStream page = Objects.requireNonNull(loader.getResourceAsStream(PAGE), PAGE)) {
            List<Extension> tables = List.of(TablesExtension.create());
            String html = HtmlRenderer.builder()
                    .extensions(tables)
                    .escapeHtml(true)
                    .build()
                    .render(Parser.builder()
                            .extensions(tables)
                            .build()
                            .parse(new String(page.readAllBytes(), StandardCharsets.UTF_8)));
            return withNames(html);
        }
    }

    private static String withNames(String html) {
        StringBuilder named = new StringBuilder(html.length() + 65_536);
        Matcher headings = HEADING.matcher(html);
        String title = "";
        int from = 0;
        while (headings.find()) {
            named.append(tables(html.substring(from, headings.start()), title));
            MatchResult heading = headings.toMatchResult();
            title = heading.group(2);
            named.append("<h%s id=\"%s\">%s</h%s>"
                    .formatted(heading.group(1), title.replaceAll("[^A-Za-z0-9]+", "-"), title, heading.group(1)));
            from = headings.end();
        }
        return named.append(tables(html.substring(from), title)).toString();
    }

    private static String tables(String html, String title) {
        return html.replace(
                        "<table>",
                        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: " + title
                                + "\"><table>")
                .replace("</table>", "</table></div>");
    }
}
