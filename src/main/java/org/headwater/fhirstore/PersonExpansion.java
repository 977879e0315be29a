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
    FhirServerExtension joinedEverything() {
        return server -> server.registerInterceptor(new JoinedEverything());
    }

    /** HAPI joins a person's sources only when asked; we do unless told not to. */
    @Interceptor
    static final class JoinedEverything {

        @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
        public void join(RequestDetails request) {
            if ("$everything".equals(request.getOperation())
                    && "Patient".equals(request.getResourceName())
                    && !request.getParameters().containsKey("_mdm")) {
                Map<String, String[]> parameters = new HashMap<>(request.getParameters());
                parameters.put("_mdm", new String[] {"true"});
                request.setParameters(parameters);
            }
        }
    }
}
