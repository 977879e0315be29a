package org.headwater.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.server.CookieSameSiteSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may come in by which door over HTTP. What is not opened here is closed. */
@Configuration
@EnableConfigurationProperties({SecuritySettings.class, AdminSettings.class})
class SecurityRules {
    /** Where people sign in; the page itself is the console's. */
    static final String SIGN_IN = "/sign-in";

    /** Nothing from elsewhere, nothing inline; pico draws its icons as data: images. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private static final RequestMatcher DOORS = Paths.any(
            "/fhir",
            "/fhir/**",
            "/intake/**",
            "/feeds",
            "/feeds/**",
            "/destinations",
            "/destinations/**",
            "/clients",
            "/clients/**",
            "/actuator/**");

    @Bean
    @Order(2)
    SecurityFilterChain doors(HttpSecurity http, SecuritySettings settings) throws Exception {
        if (settings.open()) {
            http.addFilterBefore(new LocalOnly(), HeaderWriterFilter.class);
        }
        return http.securityMatcher(DOORS)
                .authorizeHttpRequests(requests -> doorRules(requests, settings))
                .anonymous(anonymous -> {
                    if (settings.open()) {
                        anonymous.principal("anyone").authorities(scopesOfAnyone());
                    }
                })
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(scopesOfToken()))
                        .authenticationEntryPoint(new Refusals())
                        .accessDeniedHandler(new Refusals()))
                .httpBasic(basic -> basic.authenticationEntryPoint(new Refusals())
                        .securityContextRepository(new RequestAttributeSecurityContextRepository()))
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint(new Refusals()).accessDeniedHandler(new Refusals()))
                .csrf(csrf -> csrf.requireCsrfProtectionMatcher(SecurityRules::writesBySession))
                .requestCache(cache -> cache.disable())
                .securityContext(context -> context.securityContextRepository(new SessionReader()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .headers(SecurityRules::headers)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain console(HttpSecurity http, SignInNotes notes) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(Paths.any(
                                SIGN_IN,
                                "/docs",
                                "/docs/**",
                                "/webjars/**",
                                "/assets/**",
                                "/favicon.ico",
                                "/.well-known/**",
                                "/error"))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage(SIGN_IN)
                        .loginProcessingUrl(SIGN_IN)
                        .usernameParameter("name")
                        .passwordParameter("password")
                        .successHandler(notes)
                        .failureHandler(notes))
                .logout(out -> out.logoutUrl("/sign-out").logoutSuccessUrl(SIGN_IN + "?out"))
                .exceptionHandling(refusals -> refusals.defaultAuthenticationEntryPointFor(
                        new HtmxSignIn(), request -> request.getHeader("HX-Request") != null))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .headers(SecurityRules::headers)
                .build();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    CookieSameSiteSupplier sessionCookie() {
        return CookieSameSiteSupplier.ofLax();
    }

    private static void doorRules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            SecuritySettings settings) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(
                        Paths.of(HttpMethod.GET, "/fhir/metadata"),
                        Paths.of(HttpMethod.GET, "/fhir/.well-known/smart-configuration"),
                        Paths.any("/actuator/health", "/actuator/health/**"))
                .permitAll()
                .requestMatchers(Paths.any("/fhir", "/fhir/**"))
                .access(scopes((scopes, request) -> scopes.clinical()))
                .requestMatchers(Paths.of(HttpMethod.GET, "/intake/receipts/**"))
                .access(scopes((scopes, request) -> scopes.sends()))
                .requestMatchers(Paths.of(HttpMethod.GET, "/intake/entries/**"))
                .access(scopes((scopes, request) -> scopes.sendsTo("*")))
                .requestMatchers(Paths.of(HttpMethod.POST, "/intake/{feed}"))
                .access(scopes((scopes, request) ->
                        scopes.sendsTo(request.getVariables().getOrDefault("feed", ""))))
                .requestMatchers(Paths.any("/feeds", "/feeds/**"))
                .access(scopes((scopes, request) ->
                        settings.open() || scopes.administers() || reads(request) && scopes.sendsTo("*")))
                .requestMatchers(Paths.any("/destinations", "/destinations/**"))
                .access(scopes((scopes, request) -> settings.open() || scopes.administers()))
                .requestMatchers(Paths.of(HttpMethod.GET, "/actuator/prometheus"))
                .access(scopes((scopes, request) -> settings.open() || settings.openMetrics() || scopes.readsMetrics()))
                .anyRequest()
                .access(scopes((scopes, request) -> scopes.administers()));
    }

    private static boolean reads(RequestAuthorizationContext context) {
        return HttpMethod.GET.matches(context.getRequest().getMethod());
    }

    private static AuthorizationManager<RequestAuthorizationContext> scopes(
            BiPredicate<Scopes, RequestAuthorizationContext> rule) {
        return (authentication, request) -> new AuthorizationDecision(
                rule.test(Caller.of(authentication.get()).scopes(), request));
    }

    private static JwtAuthenticationConverter scopesOfToken() {
        JwtGrantedAuthoritiesConverter authorities = new JwtGrantedAuthoritiesConverter();
        authorities.setAuthorityPrefix(Caller.SCOPE);
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(authorities);
        return converter;
    }

    /** Clients and the store's maintenance stay closed even then. */
    private static List<GrantedAuthority> scopesOfAnyone() {
        return AuthorityUtils.createAuthorityList(Caller.SCOPE + "intake/*", Caller.SCOPE + "system/*.cruds");
    }

    /**
     * A request that brings its own credentials cannot be forged by another site: browsers send an Authorization header
     * by themselves only after a Basic challenge, and we never challenge that way.
     */
    private static boolean writesBySession(HttpServletRequest request) {
        return !Stream.of("GET", "HEAD", "OPTIONS", "TRACE").anyMatch(request.getMethod()::equals)
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && request.getSession(false) != null;
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), microphone=(), geolocation=(), browsing-topics=()"))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN));
    }

    /** After signing in, back to the page asked for; never to a fragment or an asset. */
    private static RequestCache pagesOnly() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(request -> "GET".equals(request.getMethod())
                && request.getHeader("HX-Request") == null
                && String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/html"));
        return cache;
    }
}
