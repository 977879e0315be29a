package org.headwater.fhirstore;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.headwater.mapping.Landing;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** One resource while a batch lands: what is stored, and what the statements about it make of it one after the other. */
final class Target {

    final String reference;
    final String type;
    final String id;

    private final ResourceElements elements;
    private final ResourceJson encoder;
    private final @Nullable LandedState before;

    private boolean exists;
    private @Nullable Resource content;
    private boolean borrowed;
    private @Nullable String json;
    private byte @Nullable [] contentHash;
    private Set<MetaTag> tags = Set.of();
    private ElementTimes times;
    private List<Digest> current;
    private String source = "";
    private boolean rewritten;

    Target(String reference, @Nullable LandedState before, ResourceElements elements, ResourceJson encoder) {
        int slash = reference.indexOf('/');
        this.reference = reference;
        this.type = reference.substring(0, slash);
        this.id = reference.substring(slash + 1);
        this.elements = elements;
        this.encoder = encoder;
        this.before = before;
        this.exists = before != null && !before.deleted();
        this.times = before == null ? ElementTimes.all(Long.MIN_VALUE, 0) : before.times();
        this.current = before == null ? List.of() : before.current();
    }

    /** Whether what is stored must be read before a statement can be laid over it. */
    boolean needsContentFor(Statement statement) {
        return exists
                && (times.present() == 0
                        || (statement.landing() == Landing.MERGE && !current.contains(statement.digest())));
    }

    /** Takes note of what is stored. An empty resource kept only because others refer to it counts as nothing stored. */
    void loaded(Stored stored) {
        if (stored.placeholder()) {
            exists = false;
            return;
        }
        content = stored.resource();
        json = stored.json();
        tags = MetaTag.of(stored.resource());
        if (times.present() == 0) {
            times = ElementTimes.all(times.latest(), elements.present(stored.resource()));
        }
    }

    /** Lays one more statement over what the earlier ones left. */
    Outcome lay(Statement statement) {
        if (!exists) {
            return statement.landing() == Landing.UPDATE_ONLY ? Outcome.UNCHANGED : appear(statement);
        }
        if (statement.landing() == Landing.CREATE_ONLY) {
            return Outcome.UNCHANGED;
        }
        if (current.contains(statement.digest())) {
            times = times.after(statement, times.present());
            return Outcome.UNCHANGED;
        }
        return statement.landing() == Landing.MERGE ? merge(statement) : replace(statement);
    }

    private Outcome appear(Statement statement) {
        boolean retired = before != null && before.deleted() && !rewritten;
        if (retired && statement.time() <= times.latest()) {
            return Outcome.STALE;
        }
        take(statement);
        exists = true;
        return Outcome.CREATED;
    }

    private Outcome replace(Statement statement) {
        if (statement.time() < times.latest()) {
            return Outcome.STALE;
        }
        take(statement);
        return Outcome.UPDATED;
    }

    private void take(Statement statement) {
        content = statement.resource();
        borrowed = true;
        json = statement.json();
        contentHash = statement.contentHash();
        tags = MetaTag.of(statement.resource());
        times = ElementTimes.all(statement.time(), 0).after(statement, statement.stated());
        current = List.of(statement.digest());
        source = statement.source();
        rewritten = true;
    }

    private Outcome merge(Statement statement) {
        Resource merged = own();
        Merge.Result result = new Merge(elements).into(merged, times, statement);
        times = result.times();
        String newJson = encoder.encode(merged);
        Set<MetaTag> newTags = MetaTag.of(merged);
        if (newJson.equals(json) && newTags.equals(tags)) {
            current = result.current() ? LandedState.remember(current, statement.digest()) : current;
            return result.current() ? Outcome.UNCHANGED : Outcome.STALE;
        }
        json = newJson;
        contentHash = null;
        tags = newTags;
        current = result.current() ? List.of(statement.digest()) : List.of();
        source = statement.source();
        rewritten = true;
        return Outcome.UPDATED;
    }

    /** Takes content in which nothing but references has changed; what was stated when stays as it was. */
    void reword(Resource reworded, String statedBy) {
        content = reworded;
        json = encoder.encode(reworded);
        contentHash = null;
        current = List.of();
        source = statedBy;
        rewritten = true;
    }

    /** The content, safe to change: what a statement brought must stay as it is, for it may have to land again. */
    private Resource own() {
        Resource own = Objects.requireNonNull(content);
        if (borrowed) {
            own = own.copy();
            content = own;
            borrowed = false;
        }
        return own;
    }

    /** Whether a new version is to be written. */
    boolean rewritten() {
        return rewritten;
    }

    /** Whether only what is remembered beside the resource has changed. */
    boolean restated() {
        return !rewritten
                && before != null
                && exists
                && !(times.equals(before.times()) && current.equals(before.current()) && before.recorded());
    }

    /** Whether nothing but the time of the newest statement is later now. */
    boolean onlyLater() {
        return before != null
                && before.recorded()
                && current.equals(before.current())
                && times.present() == before.times().present()
                && times.exceptions().equals(before.times().exceptions());
    }

    @Nullable LandedState before() {
        return before;
    }

    Resource content() {
        return Objects.requireNonNull(content);
    }

    String json() {
        return Objects.requireNonNull(json);
    }

    byte[] contentHash() {
        return contentHash == null ? ContentHash.of(json()) : contentHash;
    }

    Set<MetaTag> tags() {
        return tags;
    }

    ElementTimes times() {
        return times;
    }

    List<Digest> current() {
        return current;
    }

    String source() {
        return source;
    }
}
