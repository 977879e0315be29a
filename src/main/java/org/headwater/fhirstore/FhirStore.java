package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/** The gateway's FHIR R4 resources: landing what mappings yield, reading, searching. */
public interface FhirStore {

    /**
     * Lands mapped resources inside the caller's transaction, which best holds the 50 to 300 resources of a micro-batch.
     * Requests for the same id take effect in the order given. References to resources not stored yet are allowed in any
     * order; what they point at is stored as an empty resource until it arrives.
     *
     * @return the outcome of each request, in the order given; effective when the caller commits
     * @throws StoreConflictException when another transaction got in between; roll back and try again
     * @throws StoreRefusedException when a resource cannot be stored; roll back and leave it out
     * @throws IllegalStateException outside a transaction
     */
    List<Landed> land(List<StoreRequest> requests);

    /**
     * Deletes resources as of a time, inside the caller's transaction; their history stays. A statement older than that
     * time does not bring them back, a newer one does.
     *
     * @param references {@code Type/id}; unknown or already deleted ones are passed over
     * @param source becomes {@code meta.source} of the deletion
     * @return how many were deleted
     * @throws StoreConflictException as for {@link #land}
     */
    int retire(Collection<String> references, Instant when, String source);

    /**
     * Deletes what mappings say is no longer so, inside the caller's transaction, each as of its event time: unless what is
     * stored was stated later. What was never stored becomes a deleted resource where the request says anything of it, so that
     * an older statement that comes later does not bring it up; else nothing becomes of it.
     *
     * @param requests of landing {@link org.headwater.mapping.Landing#RETIRE}
     * @return the outcome of each request, in the order given: {@link Outcome#UPDATED} for what was deleted
     * @throws StoreConflictException as for {@link #land}
     */
    List<Landed> withdraw(List<StoreRequest> requests);

    /**
     * Gives what refers to a resource new references, inside the caller's transaction: a visit's results follow the visit
     * to another patient, a merged record's results its survivor. Whose they are is all that changes of them; what they
     * state, since when and by whom, stays. What refers to a visit of an account that moves, moves too. Records of who did
     * what (Provenance, AuditEvent), and resources of the same type, keep their references.
     *
     * @param resource {@code Type/id} of what is referred to
     * @param renamed present reference by former reference
     * @return {@code Type/id} of those that changed
     * @throws StoreConflictException as for {@link #land}
     */
    List<String> redirect(String resource, Map<String, String> renamed);

    /**
     * The resources of a type that carry an identifier, inside the caller's transaction.
     *
     * @return {@code Type/id}
     */
    List<String> carrying(String type, String system, String value);

    /**
     * Current versions of several resources, inside the caller's transaction, each with its id; those that {@link
     * #read(String, String)} would not find are left out.
     *
     * @param references {@code Type/id}
     */
    Map<String, Resource> read(Collection<String> references);

    /** The current version of a resource; empty when there is none, or it is deleted, or not yet more than a reference. */
    Optional<Resource> read(String type, String id);

    /**
     * A search as the FHIR server would answer it, without consent or access rules.
     *
     * @param query {@code Observation?patient=Patient/1&_sort=-date&_count=50&_offset=100}
     * @return a searchset with at most {@code _count} matches and what they include
     */
    Bundle search(String query);

    /** The R4 context; parsers from it read and write as the store does. */
    FhirContext context();
}
