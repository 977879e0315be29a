package org.headwater.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.HashMapResourceProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The access module booted alone, behind doors that only say who came through. No stereotype, so that a scan of the
 * whole gateway leaves it out.
 */
@EnableAutoConfiguration(
        excludeName = {
            "org.apache.camel.spring.boot.CamelAutoConfiguration",
            "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.autoconfigure.data.jpa.JpaRepositoriesAutoConfiguration",
            "org.springframework.boot.autoconfigure.thymeleaf.ThymeleafAutoConfiguration",
            "org.springframework.boot.autoconfigure.graphql.GraphQlAutoConfiguration",
            "org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchRestClientAutoConfiguration",
            "org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchClientAutoConfiguration"
        })
@ComponentScan("org.headwater.access")
class AccessGateway {
    static final String ADMIN_PASSWORD = "correct-horse-battery";

    /** Boots it on a free port with a database of its own. */
    static ConfigurableApplicationContext start(Path data, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=jdbc:h2:file:" + data.resolve("db"),
                "--headwater.data-dir=" + data,
                "--management.endpoints.web.exposure.include=health,prometheus",
                "--spring.jmx.enabled=false",
                "--spring.main.banner-mode=off"));
        all.addAll(List.of(settings));
        return new SpringApplication(AccessGateway.class, Doors.class).run(all.toArray(String[]::new));
    }

    static String address(ConfigurableApplicationContext gateway) {
        return "http://localhost:" + gateway.getEnvironment().getRequiredProperty("local.server.port");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ServletRegistrationBean<RestfulServer> fhir(FhirAccess access) {
        FhirContext r4 = FhirContext.forR4Cached();
        RestfulServer server = new RestfulServer(r4);
        server.registerProviders(
                new HashMapResourceProvider<>(r4, Patient.class), new HashMapResourceProvider<>(r4, Observation.class));
        server.registerInterceptor(access);
        return new ServletRegistrationBean<>(server, "/fhir/*");
    }

    /** {@code TestComponent}, lest a scan of the whole gateway find it. */
    @TestComponent
    @RestController
    static class Doors {
        @PostMapping("/intake/{feed}")
        Map<String, String> intake(@PathVariable String feed) {
            return Map.of("feed", feed, "caller", Caller.current().name());
        }

        @GetMapping("/intake/receipts/{id}")
        Map<String, String> receipt(@PathVariable String id) {
            return Map.of("receipt", id);
        }

        @PutMapping("/feeds/{id}")
        Map<String, String> declare(@PathVariable String id) {
            return Map.of("feed", id);
        }

        @GetMapping("/feeds")
        List<String> feeds() {
            return List.of();
        }

        @GetMapping("/")
        String overview() {
            return "overview for " + Caller.current().name();
        }

        @GetMapping("/sign-in")
        String signIn(CsrfToken csrf) {
            return csrf.getToken();
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("PID|1||123^^^MERCY||Testwater^Anna");
        }
    }
}
