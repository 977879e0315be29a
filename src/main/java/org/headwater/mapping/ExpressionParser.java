package org.headwater.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.headwater.mapping.SourcePath.Origin;
import org.headwater.mapping.SourcePath.Pick;
import org.headwater.mapping.SourcePath.Step;
import org.headwater.message.Format;
import org.jspecify.annotations.Nullable;

/** Reads the small languages inside a mapping's strings: paths, alternatives, conditions and keys. */
final class ExpressionParser {

    /** A text that is not of the grammar; its message says what was expected and where. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    private static final String ENDS_WORD = " \t\n|)],=!~+";
    private static final Set<String> VARIABLES = Set.of(
            "type",
            "trigger",
            "system",
            "zone",
            "original",
            "index",
            "name",
            "heading",
            "feed.id",
            "feed.organization",
            "feed.sector",
            "feed.authority");

    private final Format format;
    private final String text;
    private int at;

    private ExpressionParser(Format format, String text) {
        this.format = format;
        this.text = text;
    }

    /** Reads {@code a | b}. */
    static Source source(Format format, String text) throws SyntaxException {
        ExpressionParser parser = new ExpressionParser(format, text);
        Source source = parser.alternatives();
        parser.end();
        return source;
    }

    /** Reads one path, as {@code each} has it: without a bracket a step selects all. */
    static SourcePath each(Format format, String text) throws SyntaxException {
        ExpressionParser parser = new ExpressionParser(format, text);
        SourcePath path = parser.path(Pick.ALL);
        parser.end();
        return path;
    }

    /** Reads a condition. */
    static Condition condition(Format format, String text) throws SyntaxException {
        ExpressionParser parser = new ExpressionParser(format, text);
        Condition condition = parser.or();
        parser.end();
        return condition;
    }

    /** Reads a key. */
    static Key key(Format format, String text) throws SyntaxException {
        ExpressionParser parser = new ExpressionParser(format, text);
        Key key = parser.keyAlternatives();
        parser.end();
        return key;
    }

    // ---- alternatives

    private Source alternatives() throws SyntaxException {
        int start = at;
        List<Source> sources = new ArrayList<>();
        do {
            sources.add(operand(Pick.FIRST));
        } while (accept('|'));
        return sources.size() == 1
                ? sources.get(0)
                : new Source.Alternatives(sources, text.substring(start, at).strip());
    }

    private Source operand(Pick unbracketed) throws SyntaxException {
        blank();
        if (text.startsWith("text(", at)) {
            at += "text".length();
            return new Source.Literal(arguments().get(0));
        }
        if (peek() == '$' && !text.startsWith("$group", at)) {
            at++;
            String name = word();
            if (!VARIABLES.contains(name)) {
                throw error("there is no variable $" + name + "; there are $"
                        + String.join(", $", VARIABLES.stream().sorted().toList()));
            }
            return new Source.Variable(name);
        }
        return new Source.Path(path(unbracketed));
    }

    // ---- conditions

    private Condition or() throws SyntaxException {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(and());
        } while (acceptWord("or"));
        return parts.size() == 1 ? parts.get(0) : new Condition.Any(parts);
    }

    private Condition and() throws SyntaxException {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(not());
        } while (acceptWord("and"));
        return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
    }

    private Condition not() throws SyntaxException {
        if (acceptWord("not")) {
            return new Condition.Not(not());
        }
        if (accept('(')) {
            Condition inner = or();
            expect(')');
            return inner;
        }
        Source left = operand(Pick.ALL);
        blank();
        if (accept('=')) {
            return new Condition.OneOf(left, Set.of(literal()));
        }
        if (peek() == '!' && at + 1 < text.length() && text.charAt(at + 1) == '=') {
            at += 2;
            return new Condition.Not(new Condition.OneOf(left, Set.of(literal())));
        }
        if (accept('~')) {
            String pattern = literal();
            try {
                return new Condition.Matches(left, Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw error("not a regular expression: " + e.getDescription());
            }
        }
        if (acceptWord("in")) {
            expect('(');
            Set<String> words = new LinkedHashSet<>();
            do {
                words.add(literal());
            } while (accept(','));
            expect(')');
            return new Condition.OneOf(left, words);
        }
        return new Condition.Present(left);
    }

    private String literal() throws SyntaxException {
        blank();
        if (peek() == '"' || peek() == '\'') {
            return quoted();
        }
        String word = word();
        if (word.isEmpty()) {
            throw error("a value is expected");
        }
        return word;
    }

    // ---- keys

    private Key keyAlternatives() throws SyntaxException {
        List<Key.Sum> sums = new ArrayList<>();
        do {
            List<Key.Term> terms = new ArrayList<>();
            do {
                terms.add(accept('(') ? keyGroup() : keyTerm());
            } while (accept('+'));
            sums.add(new Key.Sum(terms));
        } while (accept('|'));
        return new Key(sums);
    }

    private Key.Term keyGroup() throws SyntaxException {
        Key.Group group = new Key.Group(keyAlternatives().alternatives());
        expect(')');
        return group;
    }

    private Key.Term keyTerm() throws SyntaxException {
        blank();
        if (peek() == '"') {
            return new Key.Text(quoted());
        }
        int start = at;
        StringBuilder letters = new StringBuilder();
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            letters.append(text.charAt(at++));
        }
        String word = letters.toString();
        boolean ends = at == text.length() || " |+()".indexOf(text.charAt(at)) >= 0;
        if (ends) {
            switch (word) {
                case "identifier":
                    return new Key.OwnIdentifier(at < text.length() && peek() == '(' ? arguments() : List.of());
                case "parent":
                    return new Key.Parent();
                case "content":
                    return new Key.Content();
                case "index":
                    return new Key.Index();
                case "occurrence":
                    return new Key.Occurrence();
                case "ref":
                    List<String> names = arguments();
                    return new Key.Ref(names.get(0));
                default:
            }
        }
        at = start;
        return new Key.Origin(operand(Pick.FIRST));
    }

    private List<String> arguments() throws SyntaxException {
        expect('(');
        List<String> arguments = new ArrayList<>();
        do {
            arguments.add(literal());
        } while (accept(','));
        expect(')');
        return arguments;
    }

    // ---- paths

    private SourcePath path(Pick unbracketed) throws SyntaxException {
        blank();
        int start = at;
        Origin origin = scopedFormat() ? Origin.SCOPED : Origin.CONTEXT;
        int parents = 0;
        String section = null;
        List<Step> steps = new ArrayList<>();
        if (text.startsWith("./", at)) {
            origin = Origin.CONTEXT;
            at += 2;
        }
        while (text.startsWith("../", at)) {
            origin = Origin.CONTEXT;
            parents++;
            at += 3;
        }
        if (peek() == '/') {
            origin = Origin.ROOT;
            at++;
        }
        if (text.startsWith("$group", at)) {
            at += text.startsWith("$group[*]", at) ? "$group[*]".length() : "$group".length();
            origin = Origin.GROUP;
            if (peek() != '/') {
                return new SourcePath(text.substring(start, at), origin, 0, null, steps);
            }
            at++;
        }
        if (text.startsWith("section(", at)) {
            at += "section".length();
            section = arguments().get(0);
            origin = Origin.SECTION;
            if (peek() == '/') {
                at++;
            } else {
                return new SourcePath(text.substring(start, at), origin, 0, section, steps);
            }
        }
        if (peek() == '.') {
            // The context itself, or its numbered parts.
            origin = Origin.CONTEXT;
            if (at + 1 == text.length() || !Character.isDigit(text.charAt(at + 1))) {
                at++;
                if (peek() != '/') {
                    return new SourcePath(".", origin, parents, null, steps);
                }
                at++;
            }
        }
        do {
            steps(steps, unbracketed, steps.isEmpty());
        } while (acceptHere('/'));
        if (origin == Origin.SCOPED && steps.get(0).position() > 0) {
            origin = Origin.CONTEXT;
        }
        return new SourcePath(text.substring(start, at).strip(), origin, parents, section, steps);
    }

    private boolean scopedFormat() {
        return format == Format.HL7V2 || format == Format.X12;
    }

    /** One slash-divided part, which in v2 and X12 may hold several steps. */
    private void steps(List<Step> steps, Pick unbracketed, boolean first) throws SyntaxException {
        if (!scopedFormat()) {
            String name = peek() == '"' ? quoted() : name();
            steps.add(bracketed("*".equals(name) ? null : name, 0, unbracketed));
            return;
        }
        if (peek() == '.' || (first && Character.isDigit(peek()) && onlyDigitsAhead())) {
            numbered(steps, unbracketed);
            return;
        }
        if (peek() == '*') {
            at++;
            steps.add(bracketed(null, 0, unbracketed));
            numbered(steps, unbracketed);
            return;
        }
        String name = segmentName();
        int element = 0;
        if (format == Format.X12 && name.matches("[A-Z][A-Z0-9]{1,2}[0-9]{2}")) {
            element = Integer.parseInt(name.substring(name.length() - 2));
            name = name.substring(0, name.length() - 2);
        }
        if (element > 0) {
            steps.add(new Step(name, 0, unbracketed, 0, null));
            steps.add(bracketed(Integer.toString(element), element, unbracketed));
        } else {
            steps.add(bracketed(name, 0, unbracketed));
        }
        numbered(steps, unbracketed);
    }

    private boolean onlyDigitsAhead() {
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end - at <= 2
                && (end == text.length()
                        || ENDS_WORD.indexOf(text.charAt(end)) >= 0
                        || text.charAt(end) == '-'
                        || text.charAt(end) == '.'
                        || text.charAt(end) == '[');
    }

    /** Fields, components and subcomponents: {@code -3[*].1.2}, {@code .1}, {@code -05-1}. */
    private void numbered(List<Step> steps, Pick unbracketed) throws SyntaxException {
        boolean bare = steps.isEmpty() && Character.isDigit(peek());
        while (bare || peek() == '-' || peek() == '.') {
            if (!bare) {
                at++;
            }
            bare = false;
            if (peek() == '*') {
                at++;
                steps.add(bracketed(null, 0, unbracketed));
                continue;
            }
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw error("a number is expected");
            }
            int position = Integer.parseInt(text.substring(start, at));
            steps.add(bracketed(Integer.toString(position), position, unbracketed));
        }
    }

    private Step bracketed(@Nullable String name, int position, Pick unbracketed) throws SyntaxException {
        Pick pick = unbracketed;
        int nth = 0;
        Condition filter = null;
        boolean picked = false;
        while (peek() == '[') {
            at++;
            blank();
            int close = text.indexOf(']', at);
            String inner = close < 0 ? "" : text.substring(at, close).strip();
            if (inner.equals("*")) {
                pick = Pick.ALL;
                picked = true;
                at = close;
            } else if (inner.equals("last")) {
                pick = Pick.LAST;
                picked = true;
                at = close;
            } else if (!inner.isEmpty() && inner.chars().allMatch(Character::isDigit)) {
                pick = Pick.NTH;
                nth = Integer.parseInt(inner);
                picked = true;
                at = close;
            } else {
                Condition condition = or();
                filter = filter == null ? condition : new Condition.All(List.of(filter, condition));
                if (!picked) {
                    pick = Pick.ALL;
                }
            }
            blank();
            if (peek() != ']') {
                throw error("] is expected");
            }
            at++;
        }
        return new Step(name, position, pick, nth, filter);
    }

    private String segmentName() throws SyntaxException {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        if (start == at) {
            throw error("a segment, loop or group is expected");
        }
        return text.substring(start, at);
    }

    private String name() throws SyntaxException {
        int start = at;
        while (at < text.length() && ENDS_WORD.indexOf(text.charAt(at)) < 0 && "/[(".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (start == at) {
            throw error("a name is expected");
        }
        return text.substring(start, at);
    }

    // ---- characters

    private String word() {
        blank();
        int start = at;
        while (at < text.length() && ENDS_WORD.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() throws SyntaxException {
        char quote = text.charAt(at);
        int close = text.indexOf(quote, at + 1);
        if (close < 0) {
            throw error("the quotation is not closed");
        }
        String inner = text.substring(at + 1, close);
        at = close + 1;
        return inner;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void blank() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean accept(char wanted) {
        blank();
        return acceptHere(wanted);
    }

    private boolean acceptHere(char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private boolean acceptWord(String wanted) {
        blank();
        int end = at + wanted.length();
        if (text.startsWith(wanted, at)
                && (end == text.length() || Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(')) {
            at = end;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws SyntaxException {
        if (!accept(wanted)) {
            throw error(wanted + " is expected");
        }
    }

    private void end() throws SyntaxException {
        blank();
        if (at < text.length()) {
            throw error("not understood from here on");
        }
    }

    private SyntaxException error(String message) {
        return new SyntaxException("\"" + text + "\": " + message + " at character " + (at + 1));
    }
}
