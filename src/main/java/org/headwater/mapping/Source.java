package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.headwater.message.Node;
import org.jspecify.annotations.Nullable;

/** Where a value is taken from: a path or a variable. */
interface Source {

    /** All places: what may have a value whatever the context holds. */
    long ANYWHERE = -1;

    /** All values, in the order sent; absent ones are left out. */
    List<Value> values(Node context, Run run);

    /** The first value; null when there is none. */
    @Nullable Value value(Node context, Run run);

    /** The first value that passes a test; null when there is none. */
    default @Nullable Value first(Node context, Run run, Predicate<Value> test) {
        for (Value value : values(context, run)) {
            if (test.test(value)) {
                return value;
            }
        }
        return null;
    }

    /** The numbered places of the context it is taken from, as {@link Node#filled()} has them; all bits for any place. */
    default long places() {
        return ANYWHERE;
    }

    /** As written. */
    String text();

    /** Whether it may give more than one value. */
    default boolean many() {
        return false;
    }

    /** The paths it may be taken from; none for what no message states. */
    default List<SourcePath> paths() {
        return List.of();
    }

    /** A path into the tree. */
    record Path(SourcePath path) implements Source {
        @Override
        public List<SourcePath> paths() {
            return List.of(path);
        }

        @Override
        public long places() {
            return path.place();
        }

        @Override
        public List<Value> values(Node context, Run run) {
            List<Node> nodes = path.all(context, run);
            return switch (nodes.size()) {
                case 0 -> List.of();
                case 1 -> List.of(Value.of(nodes.get(0)));
                default -> nodes.stream().map(Value::of).toList();
            };
        }

        @Override
        public @Nullable Value value(Node context, Run run) {
            Node node = path.first(context, run);
            return node == null ? null : Value.of(node);
        }

        @Override
        public @Nullable Value first(Node context, Run run, Predicate<Value> test) {
            return path.first(context, run, test);
        }

        @Override
        public String text() {
            return path.text();
        }

        @Override
        public boolean many() {
            return path.many();
        }
    }

    /** Something known of the unit or its feed. */
    record Variable(String name) implements Source {
        @Override
        public List<Value> values(Node context, Run run) {
            Value value = value(context, run);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public @Nullable Value value(Node context, Run run) {
            String text = switch (name) {
                case "name" -> context.name();
                case "heading" -> ElementRow.heading(context);
                default -> run.variable(name);
            };
            return text == null || text.isEmpty() ? null : Value.of(text);
        }

        @Override
        public String text() {
            return "$" + name;
        }
    }

    /** A text the mapping states, to be joined with what the sender states. */
    record Literal(String literal) implements Source {
        @Override
        public List<Value> values(Node context, Run run) {
            return List.of(Value.of(literal));
        }

        @Override
        public Value value(Node context, Run run) {
            return Value.of(literal);
        }

        @Override
        public String text() {
            return "text(" + literal + ")";
        }
    }

    /** The first of several that has a value. */
    record Alternatives(List<Source> sources, String text) implements Source {
        @Override
        public long places() {
            return sources.stream().mapToLong(Source::places).reduce(0, (a, b) -> a | b);
        }

        @Override
        public List<SourcePath> paths() {
            return sources.stream().flatMap(source -> source.paths().stream()).toList();
        }

        @Override
        public List<Value> values(Node context, Run run) {
            for (Source source : sources) {
                List<Value> values = source.values(context, run);
                for (Value value : values) {
                    if (value.present()) {
                        return values;
                    }
                }
            }
            return List.of();
        }

        @Override
        public @Nullable Value value(Node context, Run run) {
            for (Source source : sources) {
                Value value = source.value(context, run);
                if (value != null && value.present()) {
                    return value;
                }
            }
            return null;
        }

        @Override
        public boolean many() {
            return sources.stream().anyMatch(Source::many);
        }
    }

    /** The values of all of several. */
    record Several(List<Source> sources, String text) implements Source {
        @Override
        public long places() {
            return sources.stream().mapToLong(Source::places).reduce(0, (a, b) -> a | b);
        }

        @Override
        public List<SourcePath> paths() {
            return sources.stream().flatMap(source -> source.paths().stream()).toList();
        }

        @Override
        public List<Value> values(Node context, Run run) {
            List<Value> values = new ArrayList<>();
            for (Source source : sources) {
                values.addAll(source.values(context, run));
            }
            return values;
        }

        @Override
        public @Nullable Value value(Node context, Run run) {
            for (Source source : sources) {
                Value value = source.value(context, run);
                if (value != null && value.present()) {
                    return value;
                }
            }
            return null;
        }

        @Override
        public boolean many() {
            return true;
        }
    }
}
