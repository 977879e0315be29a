package org.headwater.fhirstore;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.mdm.interceptor.MdmSearchExpandingInterceptor;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets reads follow the links of a person: searches where they say {@code :mdm}, {@code $everything} always. */
@Configuration
class PersonExpansion {

    @Bean
    MdmSearchExpandingInterceptor mdmSearchExpandingInterceptor(IInterceptorService interceptors) {
        MdmSearchExpandingInterceptor expanding = new MdmSearchExpandingInterceptor();
        interceptors.registerInterceptor(expanding);
        return expanding;
    }

    @Bean
    FhirServerExtension joinedEverything(IInterceptorService interceptors) {
        interceptors.registerInterceptor(new EverythingSince());
        return server -> server.registerInterceptor(new JoinedEverything());
    }

    /**
     * HAPI joins a person's sources only when asked; we do unless told not to. And a reader of the first page should not
     * miss a sector, so that the page is as large as one may be unless the request says.
     */
    @Interceptor
    static final class JoinedEverything {

        @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
        public void join(RequestDetails request) {
            if ("$everything".equals(request.getOperation()) && "Patient".equals(request.getResourceName())) {
                Map<String, String[]> parameters = new HashMap<>(request.getParameters());
                parameters.putIfAbsent("_mdm", new String[] {"true"});
                parameters.putIfAbsent("_count", new String[] {"1000"});
                request.setParameters(parameters);
            }
        }
    }
}
