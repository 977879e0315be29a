package org.headwater.mapping;

import org.headwater.message.OutgoingPart;
import org.headwater.message.OutgoingSegment;

/** What a rule writes into: a segment's fields or a data type's components. */
interface Place {

    /** Where the next value of a rule goes. */
    OutgoingPart next(Coordinate to);

    /** Where a value stands already, if one does. */
    OutgoingPart present(Coordinate to);

    /** A segment. */
    record Of(OutgoingSegment segment) implements Place {
        @Override
        public OutgoingPart next(Coordinate to) {
            return to.component() == 0 ? segment.add(to.field()) : present(to);
        }

        @Override
        public OutgoingPart present(Coordinate to) {
            return to.below(segment.first(to.field()));
        }
    }

    /** A repetition or component that a data type fills. */
    record In(OutgoingPart part) implements Place {
        @Override
        public OutgoingPart next(Coordinate to) {
            return present(to);
        }

        @Override
        public OutgoingPart present(Coordinate to) {
            return to.below(part);
        }
    }

    /**
     * {@code PID-3.4.2}, or {@code .4.2} within a data type.
     *
     * @param field 0 within a data type
     * @param component 0 for the whole field
     * @param subcomponent 0 for the whole component
     */
    record Coordinate(int field, int component, int subcomponent) {
        private OutgoingPart below(OutgoingPart repetition) {
            OutgoingPart part = component == 0 ? repetition : repetition.at(component);
            return subcomponent == 0 ? part : part.at(subcomponent);
        }
    }
}
