package org.headwater.fhirstore;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.ClassHistoryComponent;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationComponent;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Encounter.StatusHistoryComponent;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a statement makes of a visit that is stored: senders tell of the present, the record keeps what was before. A new
 * status or class sends the former to its history, a new place closes the stay in the former one. Where a statement takes a
 * change back (a cancelled transfer or discharge), and what it states is what stood before, that change was never: it leaves
 * no trace in the histories, and a message about it that comes late adds none.
 */
final class VisitHistory {

    private final Encounter stored;
    private final Encounter stated;
    private final ElementTimes times;
    private final Statement statement;
    private final int status;
    private final int visitClass;
    private final int location;
    private final int undoneLocation;
    private final DateTimeType now;
    private boolean reopened;

    VisitHistory(
            Encounter stored, Encounter stated, ResourceElements elements, ElementTimes times, Statement statement) {
        this.stored = stored;
        this.stated = stated;
        this.times = times;
        this.statement = statement;
        this.status = elements.number("status");
        this.visitClass = elements.number("class");
        this.location = elements.number("location");
        this.undoneLocation = elements.undoneNumber("location");
        this.now = point(statement.time());
    }

    private static DateTimeType point(long time) {
        TemporalPrecisionEnum precision = time % 1000 == 0 ? TemporalPrecisionEnum.SECOND : TemporalPrecisionEnum.MILLI;
        return new DateTimeType(new Date(time), precision, TimeZone.getTimeZone("UTC"));
    }

    /** Whether an element is laid here and nowhere else. */
    boolean lays(int element) {
        return element == status || element == visitClass || element == location;
    }

    /** Lays status, class and places; the rest has been. */
    void lay() {
        EncounterStatus before = stored.getStatus();
        if (isStated(visitClass) && isNewer(visitClass)) {
            layClass();
        }
        if (isStated(status) && isNewer(status)) {
            layStatus();
        }
        if (isStated(location)) {
            layPlaces();
        } else if (undoes(location) && isNewer(location)) {
            // Where somebody was to go is no plan any more; they are where they are.
            stored.getLocation().removeIf(VisitHistory::isAhead);
        } else if ((statement.deleted() & 1L << location) != 0 && isNewer(location)) {
            leave(now);
        } else if (reopened) {
            comeBack();
        }
        // Who goes on in another visit has not left.
        if (stored.getStatus() != before && isOver(stored.getStatus()) && !stated.hasPartOf()) {
            leave(stored.getPeriod().hasEnd() ? stored.getPeriod().getEndElement() : now);
        }
    }

    private boolean isStated(int element) {
        return (statement.stated() & 1L << element) != 0;
    }

    private boolean isNewer(int element) {
        return statement.timeOf(element) >= times.of(element);
    }

    private boolean undoes(int element) {
        return (statement.undone() & 1L << element) != 0;
    }

    private static boolean isOver(@Nullable EncounterStatus status) {
        return status == EncounterStatus.FINISHED
                || status == EncounterStatus.CANCELLED
                || status == EncounterStatus.ENTEREDINERROR;
    }

    // ---- status and class

    private void layStatus() {
        EncounterStatus former = stored.getStatus();
        EncounterStatus next = stated.getStatus();
        if (former == next) {
            return;
        }
        List<StatusHistoryComponent> history = stored.getStatusHistory();
        StatusHistoryComponent last = history.isEmpty() ? null : history.get(history.size() - 1);
        stored.setStatus(next);
        if (undoes(status)) {
            reopened = isOver(former) && !isOver(next);
            if (last != null && last.getStatus() == next) {
                history.remove(last);
                return;
            }
        }
        if (former != null && former != EncounterStatus.UNKNOWN && !times.isFilled(status)) {
            Period until = since(last == null ? null : last.getPeriod());
            stored.addStatusHistory().setStatus(former).setPeriod(until);
        }
    }

    private void layClass() {
        Coding former = stored.hasClass_() ? stored.getClass_() : null;
        Coding next = stated.getClass_();
        if (former == null || same(former, next)) {
            stored.setClass_(next);
            return;
        }
        List<ClassHistoryComponent> history = stored.getClassHistory();
        ClassHistoryComponent last = history.isEmpty() ? null : history.get(history.size() - 1);
        stored.setClass_(next);
        if (undoes(visitClass) && last != null && same(last.getClass_(), next)) {
            history.remove(last);
            return;
        }
        if (!times.isFilled(visitClass)) {
            stored.addClassHistory().setClass_(former).setPeriod(since(last == null ? null : last.getPeriod()));
        }
    }

    private static boolean same(Coding one, Coding other) {
        return String.valueOf(one.getCode()).equals(other.getCode());
    }

    /** From the end of a period, or else from the beginning of the visit, until now. */
    private Period since(@Nullable Period before) {
        Period period = new Period();
        DateTimeType start = before != null && before.hasEnd()
                ? before.getEndElement()
                : stored.getPeriod().getStartElement();
        if (!start.isEmpty() && !start.getValue().after(now.getValue())) {
            period.setStartElement(start.copy());
        }
        period.setEndElement(now.copy());
        return period;
    }

    // ---- places

    private void layPlaces() {
        if (!isNewer(location)) {
            stated.getLocation().forEach(this::addLate);
            return;
        }
        if (undoes(location)) {
            stored.getLocation().removeIf(VisitHistory::isAhead);
        }
        List<EncounterLocationComponent> ahead =
                stated.getLocation().stream().filter(VisitHistory::isAhead).toList();
        if (!ahead.isEmpty()) {
            stored.getLocation().removeIf(VisitHistory::isAhead);
        }
        if (undoes(location)) {
            // Who has not arrived after all has not been there.
            stored.getLocation()
                    .removeIf(stay -> isOpen(stay) && ahead.stream().anyMatch(place -> samePlace(place, stay)));
        }
        List<EncounterLocationComponent> actives = stated.getLocation().stream()
                .filter(place -> place.getStatus() == EncounterLocationStatus.ACTIVE)
                .toList();
        if (!actives.isEmpty()) {
            move(actives);
        }
        for (EncounterLocationComponent place : stated.getLocation()) {
            if (!isAhead(place) && place.getStatus() != EncounterLocationStatus.ACTIVE) {
                close(place);
            }
        }
        ahead.forEach(place -> stored.getLocation().add(place.copy()));
    }

    /** Planned and reserved places; the newest statement knows them all. */
    private static boolean isAhead(EncounterLocationComponent place) {
        return place.getStatus() == EncounterLocationStatus.PLANNED
                || place.getStatus() == EncounterLocationStatus.RESERVED;
    }

    private void move(List<EncounterLocationComponent> actives) {
        EncounterLocationComponent assigned = actives.get(0);
        if (undoes(location)) {
            takeBack(assigned);
        }
        DateTimeType since = assigned.getPeriod().getStartElement();
        for (EncounterLocationComponent place : stored.getLocation()) {
            if (isOpen(place) && actives.stream().noneMatch(active -> samePlace(active, place))) {
                end(place, since.isEmpty() ? now : since);
            }
        }
        for (EncounterLocationComponent active : actives) {
            EncounterLocationComponent known = find(active, true);
            stored.getLocation().removeIf(place -> isAhead(place) && samePlace(place, active));
            if (known == null) {
                begin(active);
            } else if (!known.getPeriod().hasStart() && active.getPeriod().hasStart()) {
                known.getPeriod()
                        .setStartElement(active.getPeriod().getStartElement().copy());
            }
        }
    }

    /** The last stay goes where the one before it was in the place stated; a stay that was closed is open again. */
    private void takeBack(EncounterLocationComponent place) {
        List<EncounterLocationComponent> stays = stored.getLocation();
        int last = stays.size() - 1;
        if (last >= 1 && !samePlace(stays.get(last), place) && samePlace(stays.get(last - 1), place)) {
            stays.remove(last);
            last--;
        }
        if (last >= 0 && samePlace(stays.get(last), place)) {
            reopen(stays.get(last));
        }
    }

    private static void reopen(EncounterLocationComponent stay) {
        stay.setStatus(EncounterLocationStatus.ACTIVE);
        stay.getPeriod().setEndElement(null);
        if (stay.getPeriod().isEmpty()) {
            stay.setPeriod(null);
        }
    }

    private void begin(EncounterLocationComponent active) {
        EncounterLocationComponent stay = active.copy();
        boolean first = stored.getLocation().stream().allMatch(VisitHistory::isAhead);
        if (!first && !stay.getPeriod().hasStart()) {
            stay.getPeriod().setStartElement(now.copy());
        }
        stored.getLocation().add(stay);
    }

    /** A place the patient has left, or leaves now. */
    private void close(EncounterLocationComponent place) {
        EncounterLocationComponent known = find(place, false);
        if (known != null) {
            if (!known.getPeriod().hasEnd()) {
                end(known, place.getPeriod().hasEnd() ? place.getPeriod().getEndElement() : now);
            }
            return;
        }
        List<EncounterLocationComponent> stays = stored.getLocation();
        int before = stays.size();
        while (before > 0 && (isOpen(stays.get(before - 1)) || isAhead(stays.get(before - 1)))) {
            before--;
        }
        stays.add(before, place.copy());
    }

    private @Nullable EncounterLocationComponent find(EncounterLocationComponent wanted, boolean open) {
        List<EncounterLocationComponent> stays = stored.getLocation();
        for (int i = stays.size() - 1; i >= 0; i--) {
            EncounterLocationComponent stay = stays.get(i);
            if (samePlace(stay, wanted) && !isAhead(stay) && (!open || isOpen(stay))) {
                return stay;
            }
        }
        return null;
    }

    /** A place told of late: where the patient was then, unless that stay is known or was taken back. */
    private void addLate(EncounterLocationComponent place) {
        boolean takenBack = statement.time() < times.of(undoneLocation);
        if (takenBack || isAhead(place) || find(place, false) != null) {
            return;
        }
        EncounterLocationComponent stay = place.copy().setStatus(EncounterLocationStatus.COMPLETED);
        List<EncounterLocationComponent> stays = stored.getLocation();
        DateTimeType start = stay.getPeriod().getStartElement();
        Date when = start.isEmpty() ? now.getValue() : start.getValue();
        int at = 0;
        while (at < stays.size()
                && !isAhead(stays.get(at))
                && (!stays.get(at).getPeriod().hasStart()
                        || stays.get(at).getPeriod().getStart().before(when))) {
            at++;
        }
        if (at > 0 && isOpen(stays.get(at - 1))) {
            // The patient was there before and is there now; that they were back is first known when it was last said.
            EncounterLocationComponent again = stays.get(at - 1).copy();
            end(stays.get(at - 1), start.isEmpty() ? now : start);
            again.getPeriod().setStartElement(point(times.of(location)));
            stays.add(at, again);
        }
        if (!stay.getPeriod().hasEnd()
                && at < stays.size()
                && stays.get(at).getPeriod().hasStart()) {
            stay.getPeriod()
                    .setEndElement(stays.get(at).getPeriod().getStartElement().copy());
        }
        stays.add(at, stay);
    }

    private static boolean isOpen(EncounterLocationComponent stay) {
        return stay.getStatus() == EncounterLocationStatus.ACTIVE;
    }

    private static void end(EncounterLocationComponent stay, DateTimeType end) {
        stay.setStatus(EncounterLocationStatus.COMPLETED);
        if (!stay.getPeriod().hasStart() || !stay.getPeriod().getStart().after(end.getValue())) {
            stay.getPeriod().setEndElement(end.copy());
        }
    }

    private static boolean samePlace(EncounterLocationComponent one, EncounterLocationComponent other) {
        return String.valueOf(one.getLocation().getReference())
                .equals(other.getLocation().getReference());
    }

    /** Whoever has gone is in no place any more. */
    private void leave(DateTimeType end) {
        stored.getLocation().stream().filter(VisitHistory::isOpen).forEach(stay -> end(stay, end));
        stored.getLocation().removeIf(VisitHistory::isAhead);
    }

    /** Who has not gone after all is where they were. */
    private void comeBack() {
        List<EncounterLocationComponent> stays = stored.getLocation();
        if (!stays.isEmpty() && stays.get(stays.size() - 1).getStatus() == EncounterLocationStatus.COMPLETED) {
            reopen(stays.get(stays.size() - 1));
        }
    }
}
