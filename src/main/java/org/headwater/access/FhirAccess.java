package org.headwater.access;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Holds every FHIR request against the scopes of its caller, as the FHIR server itself understood the request, and logs
 * who did what to which kind of resource. The server must register it: {@code server.registerInterceptor(fhirAccess)}.
 */
@Interceptor
@Component
public class FhirAccess {
    private static final Logger log = LoggerFactory.getLogger(FhirAccess.class);
    private static final String EVERY_TYPE = "*";
    private static final Set<Interaction> READING = EnumSet.of(Interaction.READ, Interaction.SEARCH);
    private static final Set<Interaction> ALL = EnumSet.allOf(Interaction.class);

    private static final Set<RestOperationTypeEnum> WRITING = EnumSet.of(
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.PATCH,
            RestOperationTypeEnum.DELETE,
            RestOperationTypeEnum.TRANSACTION,
            RestOperationTypeEnum.BATCH);

    /** A stored one of these changes what is indexed for everybody. */
    private static final Set<String> OF_THE_SERVER = Set.of("SearchParameter", "StructureDefinition");

    /** Operations that answer with records of many types. */
    private static final Set<String> READING_OPERATIONS = Set.of(
            "$everything",
            "$export",
            "$export-poll-status",
            "$lastn",
            "$document",
            "$match",
            "$summary",
            "$meta",
            "$mdm-query-links",
            "$mdm-duplicate-golden-resources");

    /** Operations that answer from what is no person's record, or only check what the caller brought. */
    private static final Set<String> PUBLIC_OPERATIONS =
            Set.of("$expand", "$lookup", "$validate-code", "$translate", "$subsumes", "$validate");

    FhirAccess() {}

    /** Refuses what the caller's scopes do not cover. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RequestDetails request, RestOperationTypeEnum operation) {
        Scopes scopes = Caller.current().scopes();
        if (!permitted(scopes, request, operation)) {
            if (request instanceof ServletRequestDetails servlet && servlet.getServletResponse() != null) {
                servlet.getServletResponse().setHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
            }
            throw new ForbiddenOperationException("The scopes of this token do not cover "
                    + operation.getCode()
                    + (request.getResourceName() == null ? "" : " of " + request.getResourceName())
                    + ".");
        }
    }

    /** One line a request served; ids and search values stay out. */
    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED_NORMALLY)
    public void served(RequestDetails request) {
        RestOperationTypeEnum operation = request.getRestOperationType();
        log.info(
                "fhir served caller={} operation={} type={} ms={}",
                Caller.current(),
                operation == null ? "-" : operation.getCode(),
                type(request),
                request.getRequestStopwatch().getMillis());
    }

    /** One line a request refused or failed; the server's own line would quote the message. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public void failed(@Nullable RequestDetails request, @Nullable Throwable failure) {
        RestOperationTypeEnum operation = request == null ? null : request.getRestOperationType();
        log.info(
                "fhir failed caller={} operation={} type={} status={} cause={}",
                Caller.current(),
                operation == null ? "-" : operation.getCode(),
                request == null ? "-" : type(request),
                failure instanceof BaseServerResponseException answer ? answer.getStatusCode() : 500,
                failure == null ? "-" : failure.getClass().getSimpleName());
    }

    private static boolean permitted(Scopes scopes, RequestDetails request, RestOperationTypeEnum operation) {
        String type = type(request);
        if (WRITING.contains(operation) && changesTheServer(type, request.getResource()) && !scopes.administers()) {
            return false;
        }
        return switch (operation) {
            case METADATA -> true;
            case READ, VREAD, HISTORY_INSTANCE -> scopes.permits(type, Set.of(Interaction.READ));
            case SEARCH_TYPE, HISTORY_TYPE -> scopes.permits(reach(type, request), Set.of(Interaction.SEARCH));
            case SEARCH_SYSTEM, HISTORY_SYSTEM -> scopes.permits(EVERY_TYPE, Set.of(Interaction.SEARCH));
            // a page's id cannot be guessed: whoever has it was allowed the search
            case GET_PAGE -> scopes.clinical();
            case CREATE -> scopes.permits(type, Set.of(Interaction.CREATE));
            case UPDATE, PATCH -> scopes.permits(type, Set.of(Interaction.UPDATE));
            case DELETE -> scopes.permits(type, Set.of(Interaction.DELETE));
            case TRANSACTION, BATCH -> scopes.permits(EVERY_TYPE, ALL);
            case VALIDATE -> scopes.clinical();
            case META -> scopes.permits(EVERY_TYPE, READING);
            case EXTENDED_OPERATION_SERVER, EXTENDED_OPERATION_TYPE, EXTENDED_OPERATION_INSTANCE ->
                operationPermitted(scopes, String.valueOf(request.getOperation()));
            default -> scopes.administers();
        };
    }

    /** Whether a write is of what makes the server work rather than of records, alone or among a bundle's entries. */
    private static boolean changesTheServer(String type, @Nullable IBaseResource resource) {
        if (resource instanceof Bundle bundle) {
            return bundle.getEntry().stream()
                    .anyMatch(entry -> entry.hasResource()
                            ? OF_THE_SERVER.contains(entry.getResource().fhirType())
                            : OF_THE_SERVER.stream()
                                    .anyMatch(String.valueOf(entry.getRequest().getUrl())::startsWith));
        }
        return OF_THE_SERVER.contains(type);
    }

    private static boolean operationPermitted(Scopes scopes, String name) {
        if (PUBLIC_OPERATIONS.contains(name)) {
            return scopes.clinical();
        }
        if (READING_OPERATIONS.contains(name)) {
            return scopes.permits(EVERY_TYPE, READING);
        }
        return scopes.administers();
    }

    /** The type a search stays within; every type when a parameter leads out of it. */
    private static String reach(String type, RequestDetails request) {
        boolean leadsOut = request.getParameters().keySet().stream().anyMatch(FhirAccess::leadsOut);
        return leadsOut ? EVERY_TYPE : type;
    }

    private static boolean leadsOut(String parameter) {
        return parameter.startsWith("_include")
                || parameter.startsWith("_revinclude")
                || parameter.startsWith("_has")
                || parameter.startsWith("_filter")
                || parameter.startsWith("_query")
                || parameter.startsWith("_list")
                || parameter.indexOf('.') >= 0;
    }

    private static String type(RequestDetails request) {
        return request.getResourceName() == null ? EVERY_TYPE : request.getResourceName();
    }
}
