package org.headwater.mapping;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.headwater.message.Node;

/** A compiled condition on a context node. */
interface Condition {

    /** Whether it holds with this node as context. */
    boolean holds(Node context, Run run);

    /** What it looks at. */
    List<Source> sources();

    /** Holds where any part does. */
    record Any(List<Condition> parts) implements Condition {
        @Override
        public List<Source> sources() {
            return Inventory.joined(parts);
        }

        @Override
        public boolean holds(Node context, Run run) {
            for (Condition part : parts) {
                if (part.holds(context, run)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Holds where all parts do. */
    record All(List<Condition> parts) implements Condition {
        @Override
        public List<Source> sources() {
            return Inventory.joined(parts);
        }

        @Override
        public boolean holds(Node context, Run run) {
            for (Condition part : parts) {
                if (!part.holds(context, run)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Holds where the part does not. */
    record Not(Condition part) implements Condition {
        @Override
        public List<Source> sources() {
            return part.sources();
        }

        @Override
        public boolean holds(Node context, Run run) {
            return !part.holds(context, run);
        }
    }

    /** Holds where one of a source's values passes a test. */
    interface OfValues extends Condition, Predicate<Value> {
        Source source();

        @Override
        default List<Source> sources() {
            return List.of(source());
        }

        @Override
        default boolean holds(Node context, Run run) {
            Value passed = source().first(context, run, this);
            if (passed == null) {
                return false;
            }
            passed.markRead(run);
            return true;
        }
    }

    /** Holds where the source has a value. */
    record Present(Source source) implements OfValues {
        @Override
        public boolean test(Value value) {
            return value.present();
        }
    }

    /** Holds where one of the source's values is one of the words. */
    record OneOf(Source source, Set<String> words) implements OfValues {
        @Override
        public boolean test(Value value) {
            String text = value.text();
            return text != null && words.contains(text);
        }
    }

    /** Holds where one of the source's values matches as a whole. */
    record Matches(Source source, Pattern pattern) implements OfValues {
        @Override
        public boolean test(Value value) {
            String text = value.text();
            return text != null && pattern.matcher(text).matches();
        }
    }
}
